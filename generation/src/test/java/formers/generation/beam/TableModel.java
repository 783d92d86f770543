package formers.generation.beam;

import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.models.translation.PairBatch;
import formers.models.translation.SequenceToSequence;
import formers.models.translation.TargetPrefixes;
import formers.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// A table of random scores: one row for each source and each prefix of its target, and where to look.
///
/// @param spread of the scores; the larger, the surer the model
record TableModel(int vocabulary, long seed, float spread) implements SequenceToSequence {

    static final PairBatch.Marks MARKS = new PairBatch.Marks(0, 1, 2);

    /// Marks and so many words.
    static TableModel ofWords(int words, long seed) {
        return new TableModel(3 + words, seed, 4);
    }

    float[] logits(int[] source, int[] prefix) {
        var random = random(source, prefix, 0);
        var logits = new float[vocabulary];
        for (int i = 0; i < vocabulary; i++) {
            logits[i] = spread * (random.nextFloat() - 0.5f);
        }
        return logits;
    }

    double[] logProbabilities(int[] source, int[] prefix) {
        var logits = logits(source, prefix);
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit);
        }
        double logSum = Math.log(sum);
        var logs = new double[vocabulary];
        Arrays.setAll(logs, i -> logits[i] - logSum);
        return logs;
    }

    float[] attention(int[] source, int[] prefix) {
        var random = random(source, prefix, 1);
        var weights = new float[source.length];
        float sum = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) Math.pow(random.nextFloat(), 3);
            sum += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    private SplittableRandom random(int[] source, int[] prefix, int kind) {
        long place = seed * 31 + Arrays.hashCode(source);
        place = place * 1_000_003 + Arrays.hashCode(prefix);
        return new SplittableRandom(place * 2 + kind);
    }

    @Override
    public TargetPrefixes start(Tensor source, int[] lengths) {
        var ids = source.toInts();
        int width = source.extent(1);
        var rows = new Row[lengths.length];
        Arrays.setAll(
                rows,
                row -> new Row(Arrays.copyOfRange(ids, row * width, row * width + lengths[row]), new int[0], false));
        return new Rows(List.of(rows), width);
    }

    @Override
    public PairBatch.Marks marks() {
        return MARKS;
    }

    @Override
    public Parameters parameters() {
        throw new UnsupportedOperationException("a table has no parameters");
    }

    @Override
    public Tensor logits(PairBatch batch, Pass pass) {
        throw new UnsupportedOperationException("a table is only searched");
    }

    @Override
    public Tensor loss(PairBatch batch, float smoothing, Pass pass) {
        throw new UnsupportedOperationException("a table is only searched");
    }

    private record Row(int[] source, int[] prefix, boolean begun) {

        Row plus(int token) {
            if (!begun) {
                if (token != MARKS.begin()) {
                    throw new IllegalArgumentException("begun with " + token);
                }
                return new Row(source, prefix, true);
            }
            var longer = Arrays.copyOf(prefix, prefix.length + 1);
            longer[prefix.length] = token;
            return new Row(source, longer, true);
        }
    }

    private final class Rows implements TargetPrefixes {
        private List<Row> rows;
        private final int width;

        Rows(List<Row> rows, int width) {
            this.rows = rows;
            this.width = width;
        }

        @Override
        public int rows() {
            return rows.size();
        }

        @Override
        public Tensor next(int[] tokens) {
            var longer = new Row[tokens.length];
            Arrays.setAll(longer, i -> rows.get(i).plus(tokens[i]));
            rows = List.of(longer);
            return tensor(rows.stream().map(row -> logits(row.source(), row.prefix())), vocabulary);
        }

        @Override
        public TargetPrefixes select(int... chosen) {
            return new Rows(Arrays.stream(chosen).mapToObj(rows::get).toList(), width);
        }

        @Override
        public Tensor attention() {
            return tensor(
                    rows.stream()
                            .map(row -> Arrays.copyOf(TableModel.this.attention(row.source(), row.prefix()), width)),
                    width);
        }

        private Tensor tensor(Stream<float[]> values, int columns) {
            var all = new float[rows.size() * columns];
            var each = values.toList();
            for (int i = 0; i < each.size(); i++) {
                System.arraycopy(each.get(i), 0, all, i * columns, columns);
            }
            return Tensor.of(all, rows.size(), columns);
        }
    }
}
