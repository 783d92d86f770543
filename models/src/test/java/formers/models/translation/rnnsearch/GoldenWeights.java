package formers.models.translation.rnnsearch;

import formers.models.nn.Parameters;
import formers.models.testing.SeededWeights;
import formers.models.translation.PairBatch;
import formers.tensor.Shape;
import formers.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The small models whose probabilities an independent implementation recorded in double precision: `n = 6,
/// m = 5,
/// l = 4, n′ = 7`, 11 and 9 words. Its matrices are called as in the paper; here they stand under our names.
final class GoldenWeights implements Parameters.Source {

    static final int[] SOURCE = {2, 5, 1, 9, 0};
    static final int[] TARGET = {3, 7, 4, 8};

    private static final int N = 6;
    private static final int M = 5;
    private static final int PAIRS = 8;
    private static final int ALIGNMENT = 7;
    private static final int SOURCE_WORDS = 11;
    private static final int TARGET_WORDS = 9;

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    private GoldenWeights(boolean attention) {
        tensors.put("encoder.embedding.weight", seeded("Ex", M, SOURCE_WORDS).transpose(0, 1));
        gru("encoder.forward", "fwd");
        int context = attention ? 2 * N : N;
        if (attention) {
            gru("encoder.backward", "bwd");
            put("decoder.alignment.state.weight", "Wa", ALIGNMENT, N);
            put("decoder.alignment.annotation.weight", "Ua", ALIGNMENT, context);
            put("decoder.alignment.score.weight", "va", ALIGNMENT);
        }
        var decoder = attention ? "dec" : "decf";
        gru("decoder", decoder);
        stack("decoder.context.weight", decoder, "C", "", N, context);
        tensors.put("decoder.embedding.weight", seeded("Ey", M, TARGET_WORDS).transpose(0, 1));
        put("decoder.start.weight", "Ws", N, N);
        put("decoder.start.bias", "bs", N);
        put("decoder.readout.state.weight", "Uo", PAIRS, N);
        put("decoder.readout.state.bias", "bo", PAIRS);
        put("decoder.readout.word.weight", "Vo", PAIRS, M);
        put("decoder.readout.context.weight", "Co." + context, PAIRS, context);
        put("decoder.output.weight", "Wo", TARGET_WORDS, PAIRS / 2);
        put("decoder.output.bias", "by", TARGET_WORDS);
    }

    private void gru(String name, String paper) {
        stack(name + ".input.weight", paper, "W", "", N, M);
        stack(name + ".recurrent.weight", paper, "U", "", N, N);
        stack(name + ".input.bias", paper, "b", "", N);
    }

    private void stack(String name, String gru, String matrix, String suffix, int... extents) {
        var prefix = gru + "." + matrix;
        tensors.put(
                name,
                Tensor.concat(
                        0,
                        seeded(prefix + "z" + suffix, extents),
                        seeded(prefix + "r" + suffix, extents),
                        seeded(prefix + suffix, extents)));
    }

    private void put(String name, String paper, int... extents) {
        tensors.put(name, seeded(paper, extents));
    }

    private static Tensor seeded(String name, int... extents) {
        return Tensor.of(SeededWeights.floats(name, Shape.of(extents).size(), 0.5, 0), extents);
    }

    static RnnSearch model(Alignment alignment, Readout readout) {
        var config = RnnSearchConfig.of(SOURCE_WORDS, TARGET_WORDS, M, N, PAIRS / 2, new PairBatch.Marks(0, 0, 1))
                .withAlignment(alignment)
                .withReadout(readout);
        var parameters = Parameters.reading(new GoldenWeights(alignment instanceof Alignment.Additive));
        var model = new RnnSearch(config, parameters);
        if (!parameters.report().complete()) {
            throw new AssertionError(parameters.report());
        }
        return model;
    }

    static Alignment additive() {
        return new Alignment.Additive(ALIGNMENT);
    }

    static PairBatch pair() {
        return PairBatch.of(List.of(SOURCE), List.of(TARGET), new PairBatch.Marks(0, 0, 1));
    }

    @Override
    public Shape shape(String name) {
        return tensors.containsKey(name) ? tensors.get(name).shape() : null;
    }

    @Override
    public void read(String name, Tensor into) {
        into.assign(tensors.get(name));
    }

    @Override
    public List<String> names() {
        return List.copyOf(tensors.keySet());
    }
}
