package formers.models.translation.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import formers.models.nn.Activation;
import formers.models.nn.FeedForward;
import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.models.nn.SinusoidLayout;
import formers.models.testing.SeededWeights;
import formers.models.translation.PairBatch;
import formers.tensor.Gate;
import formers.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Scores, losses and greedy targets that Hugging Face's `MarianMTModel` and `T5ForConditionalGeneration`
/// gave for the same weights.
class TransformerGoldenTest {

    private static final int TOKENS = 96;
    private static final int[] SOURCE =
            IntStream.range(0, 12).map(t -> (7 * t + 3) % TOKENS).toArray();
    private static final int[] TARGET =
            IntStream.range(0, 9).map(t -> 5 * t % TOKENS).toArray();

    static Transformer marian(Activation activation) {
        var config = TransformerConfig.of(new Vocabulary.Shared(TOKENS), new PairBatch.Marks(0, 0, 1), 2, 32)
                .heads(Heads.of(4, 32))
                .feedForward(new FeedForward.Plain(activation, 80))
                .positions(new PositionEncoding.Sinusoidal(SinusoidLayout.HALVES, 0))
                .output(new Output.Tied(1, true))
                .build();
        var model = new Transformer(config, Parameters.initialised(1));
        model.parameters()
                .all()
                .forEach((name, tensor) -> tensor.set(
                        SeededWeights.checkpoint(name, 1, tensor.shape().extents())));
        return model;
    }

    /// T5 with weights by the names of its own files.
    private static Transformer t5(FeedForward feedForward, PositionEncoding positions) {
        var config = TransformerPresets.of("t5-tiny")
                .config()
                .with(it -> it.vocabulary(new Vocabulary.Shared(TOKENS), new PairBatch.Marks(0, 0, 1))
                        .width(32)
                        .layers(2, 2)
                        .heads(new Heads(4, 8, false))
                        .feedForward(feedForward)
                        .positions(positions)
                        .output(new Output.Tied(T5Kind.tiedScale(32), false)));
        var model = new Transformer(config, Parameters.initialised(1));
        model.parameters().all().forEach((name, tensor) -> {
            var pieces = T5Names.of(config).of(name).getFirst().pieces();
            int[] extents = tensor.shape().extents();
            extents[0] /= pieces.size();
            for (int i = 0; i < pieces.size(); i++) {
                float[] values = SeededWeights.checkpoint(pieces.get(i).name(), 1, extents);
                tensor.write(i * values.length, values, 0, values.length);
            }
        });
        return model;
    }

    @Test
    void t5Relu() {
        var model = t5(new FeedForward.Plain(Activation.RELU, 80), new PositionEncoding.Relative(8, 10));
        assertScores(model, 0.15403, 0.10377f, 0.04116f, -0.04142f, 0.03164f);
    }

    @Test
    void t5Gated() {
        var model = t5(new FeedForward.Gated(Gate.GELU_TANH, 80), new PositionEncoding.Relative());
        assertScores(model, 0.18275, -0.05815f, 0.04661f, -0.05723f, -0.12735f);
    }

    private static void assertScores(Transformer model, double rms, float... expected) {
        var logits = model.logits(pair(TARGET.length), Pass.plain());
        float[] last = Arrays.copyOf(logits.slice(1, 8, 9).toArray(), 4);
        assertThat(last).containsExactly(expected, within(2e-5f));
        assertThat(Math.sqrt(logits.square().mean().item())).isCloseTo(rms, within(1e-5));
    }

    /// Decoder ids `0..count-1` of the target, the others after them to be predicted.
    private static PairBatch pair(int count) {
        return new PairBatch(
                Tensor.ofInts(SOURCE, 1, SOURCE.length),
                new int[] {SOURCE.length},
                Tensor.ofInts(Arrays.copyOf(TARGET, count), 1, count),
                Tensor.ofInts(Arrays.copyOfRange(TARGET, 1, count + 1), 1, count));
    }

    @ParameterizedTest
    @CsvSource({
        "RELU, 0.04473, 0.69766, 1.32622, -0.43852, 0.87940",
        "GELU, -0.00028, 0.65868, 1.30092, -0.44648, 0.89290",
        "SILU, -0.05044, 0.78804, 1.37412, -0.41405, 0.90337"
    })
    void scores(Activation activation, float a, float b, float c, float d, double rms) {
        assertScores(marian(activation), rms, a, b, c, d);
    }

    @Test
    void losses() {
        var model = marian(Activation.RELU);
        assertThat(model.loss(pair(8), 0, Pass.plain()).item()).isCloseTo(4.970480f, within(3e-6f));
        assertThat(model.loss(pair(8), 0.1f, Pass.plain()).item()).isCloseTo(4.968449f, within(3e-6f));
    }

    @Test
    void greedy() {
        var prefixes =
                marian(Activation.RELU).start(Tensor.ofInts(SOURCE, 1, SOURCE.length), new int[] {SOURCE.length});
        var found = new int[12];
        int token = 0;
        for (int i = 0; i < found.length; i++) {
            token = prefixes.next(new int[] {token}).argmax(-1).toInts()[0];
            found[i] = token;
        }
        assertThat(found).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 58, 58, 58, 58);
    }
}
