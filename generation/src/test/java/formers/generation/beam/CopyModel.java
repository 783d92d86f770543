package formers.generation.beam;

import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.models.translation.PairBatch;
import formers.models.translation.SequenceToSequence;
import formers.models.translation.TargetPrefixes;
import formers.tensor.Tensor;
import java.util.Arrays;

/// Writes its source again, up to its end, and looks at each token as it writes it.
record CopyModel(int vocabulary, PairBatch.Marks marks) implements SequenceToSequence {

    private static final float SURE = 12;

    @Override
    public TargetPrefixes start(Tensor source, int[] lengths) {
        int width = source.extent(1);
        var ids = source.toInts();
        var rows = new int[lengths.length][];
        Arrays.setAll(rows, row -> Arrays.copyOfRange(ids, row * width, row * width + lengths[row]));
        return new Rows(rows, width, -1);
    }

    @Override
    public Parameters parameters() {
        throw new UnsupportedOperationException("a copy has no parameters");
    }

    @Override
    public Tensor logits(PairBatch batch, Pass pass) {
        throw new UnsupportedOperationException("a copy is only searched");
    }

    @Override
    public Tensor loss(PairBatch batch, float smoothing, Pass pass) {
        throw new UnsupportedOperationException("a copy is only searched");
    }

    private final class Rows implements TargetPrefixes {
        private final int[][] sources;
        private final int width;
        private int place;

        Rows(int[][] sources, int width, int place) {
            this.sources = sources;
            this.width = width;
            this.place = place;
        }

        @Override
        public int rows() {
            return sources.length;
        }

        @Override
        public Tensor next(int[] tokens) {
            place++;
            var scores = new float[rows() * vocabulary];
            for (int row = 0; row < rows(); row++) {
                int token = place < sources[row].length ? sources[row][place] : marks.end();
                scores[row * vocabulary + token] = SURE;
            }
            return Tensor.of(scores, rows(), vocabulary);
        }

        @Override
        public TargetPrefixes select(int... rows) {
            return new Rows(Arrays.stream(rows).mapToObj(row -> sources[row]).toArray(int[][]::new), width, place);
        }

        @Override
        public Tensor attention() {
            var weights = new float[rows() * width];
            for (int row = 0; row < rows(); row++) {
                weights[row * width + Math.min(place, sources[row].length - 1)] = 1;
            }
            return Tensor.of(weights, rows(), width);
        }
    }
}
