package formers.models.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import formers.models.testing.ReferenceDecoder.Activation;
import formers.models.testing.ReferenceDecoder.Norm;
import formers.models.testing.ReferenceDecoder.Positions;
import formers.models.testing.ReferenceDecoder.Variant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReferenceDecoderTest {

    private static final int VOCABULARY = 11;
    private static final int CONTEXT = 8;
    private static final int WIDTH = 12;
    private static final int HEAD_WIDTH = 4;
    private static final int HIDDEN = 10;
    private static final int LAYERS = 2;

    private static final int[][] IDS = {{1, 4, 7, 2, 9, 0}, {3, 8, 5, 0, 6, 2}};
    private static final int[][] TARGETS = {{4, 7, 2, 9, 0, -1}, {8, 5, 0, 6, 2, 10}};

    record Case(String name, Variant variant, Map<String, double[]> parameters) {
        @Override
        public String toString() {
            return name;
        }

        ReferenceDecoder decoder() {
            return new ReferenceDecoder(variant, parameters);
        }
    }

    static Stream<Case> variants() {
        var gpt = new Variant(3, 3, Norm.LAYER, 1e-5, Positions.LEARNED, 0, Activation.GELU_TANH, 0);
        var llama = new Variant(3, 1, Norm.RMS, 1e-6, Positions.ROTARY_HALF, 100, Activation.SILU, 0);
        return Stream.of(
                new Case("GPT-2, tied", gpt, parameters(gpt, true, false, true)),
                new Case("LLaMA, grouped queries", llama, parameters(llama, false, true, false)),
                example(Norm.RMS, Positions.ROTARY_INTERLEAVED, Activation.GELU, 0, true, false),
                example(Norm.LAYER, Positions.ALIBI, Activation.RELU, 0, true, false),
                example(Norm.LAYER, Positions.NONE, Activation.GELU, 3, false, true),
                example(Norm.LAYER, Positions.ROTARY_HALF, Activation.GELU_TANH, 2, false, false));
    }

    private static Case example(
            Norm norm, Positions positions, Activation activation, int window, boolean biases, boolean gated) {
        var variant = new Variant(3, 3, norm, 1e-3, positions, 100, activation, window);
        var name = "%s %s %s window %d".formatted(norm, positions, activation, window);
        return new Case(name, variant, parameters(variant, biases, gated, false));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void gradientsAgreeWithFiniteDifferences(Case example) {
        var decoder = example.decoder();
        var gradients = decoder.gradients(IDS, TARGETS);
        assertThat(gradients.loss()).isEqualTo(decoder.loss(IDS, TARGETS));
        assertThat(gradients.byName().keySet()).isEqualTo(example.parameters.keySet());

        var random = new SplittableRandom(8);
        double h = 1e-5;
        example.parameters.forEach((name, values) -> {
            for (int sample = 0; sample < 4; sample++) {
                int i = random.nextInt(values.length);
                double here = values[i];
                values[i] = here + h;
                double above = decoder.loss(IDS, TARGETS);
                values[i] = here - h;
                double below = decoder.loss(IDS, TARGETS);
                values[i] = here;
                assertThat(gradients.byName().get(name)[i])
                        .as("%s[%d]", name, i)
                        .isCloseTo((above - below) / (2 * h), within(1e-9));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("variants")
    void laterTokensDoNotChangeEarlierLogits(Case example) {
        int[] ids = IDS[0].clone();
        double[][] before = example.decoder().logits(ids);
        ids[3] = 10;
        double[][] after = example.decoder().logits(ids);
        for (int t = 0; t < 3; t++) {
            assertThat(after[t]).isEqualTo(before[t]);
        }
        assertThat(after[3]).isNotEqualTo(before[3]);
    }

    @ParameterizedTest
    @MethodSource("variants")
    void theLossIsTheMeanOverAllTargetsThatCount(Case example) {
        double total = 0;
        int counted = 0;
        for (int row = 0; row < IDS.length; row++) {
            double[][] logits = example.decoder().logits(IDS[row]);
            for (int t = 0; t < logits.length; t++) {
                if (TARGETS[row][t] >= 0) {
                    double sum = Arrays.stream(logits[t]).map(Math::exp).sum();
                    total += Math.log(sum) - logits[t][TARGETS[row][t]];
                    counted++;
                }
            }
        }
        assertThat(example.decoder().loss(IDS, TARGETS)).isCloseTo(total / counted, within(1e-12));
    }

    @Test
    void tiedGradientIsTheSumOfBothUses() {
        var tied = variants().findFirst().orElseThrow();
        var untied = new LinkedHashMap<>(tied.parameters);
        untied.put("head.weight", untied.get("tokens").clone());
        var parts = new ReferenceDecoder(tied.variant, untied)
                .gradients(IDS, TARGETS)
                .byName();
        double[] sum = parts.get("tokens").clone();
        Arrays.setAll(sum, i -> sum[i] + parts.get("head.weight")[i]);
        assertThat(tied.decoder().gradients(IDS, TARGETS).byName().get("tokens"))
                .containsExactly(sum, within(1e-13));
    }

    /// A file in one rotary style is the other's with the rows of its query and key heads in another order.
    @Test
    void interleavedEqualsHalfAfterReorderingRows() {
        var half = example(Norm.RMS, Positions.ROTARY_HALF, Activation.SILU, 0, true, true);
        var interleaved = new Variant(3, 3, Norm.RMS, 1e-3, Positions.ROTARY_INTERLEAVED, 100, Activation.SILU, 0);
        var reordered = new LinkedHashMap<>(half.parameters);
        for (int layer = 0; layer < LAYERS; layer++) {
            reordered.computeIfPresent(
                    "blocks.%d.attention.qkv.weight".formatted(layer), (_, rows) -> interleave(rows, WIDTH));
            reordered.computeIfPresent(
                    "blocks.%d.attention.qkv.bias".formatted(layer), (_, rows) -> interleave(rows, 1));
        }
        assertClose(
                new ReferenceDecoder(interleaved, reordered).logits(IDS[0]),
                half.decoder().logits(IDS[0]));
    }

    private static double[] interleave(double[] rows, int width) {
        double[] result = rows.clone();
        for (int head = 0; head < 6; head++) {
            for (int i = 0; i < HEAD_WIDTH / 2; i++) {
                int from = head * HEAD_WIDTH + i;
                int to = head * HEAD_WIDTH + 2 * i;
                System.arraycopy(rows, from * width, result, to * width, width);
                System.arraycopy(rows, (from + HEAD_WIDTH / 2) * width, result, (to + 1) * width, width);
            }
        }
        return result;
    }

    @Test
    void groupedQueriesEqualRepeatedKeyValueHeads() {
        var grouped = variants().skip(1).findFirst().orElseThrow();
        var full = new Variant(3, 3, Norm.RMS, 1e-6, Positions.ROTARY_HALF, 100, Activation.SILU, 0);
        var repeated = new LinkedHashMap<>(grouped.parameters);
        for (int layer = 0; layer < LAYERS; layer++) {
            repeated.computeIfPresent("blocks.%d.attention.qkv.weight".formatted(layer), (_, rows) -> {
                int head = HEAD_WIDTH * WIDTH;
                return IntStream.of(0, 1, 2, 3, 3, 3, 4, 4, 4)
                        .boxed()
                        .flatMapToDouble(h -> Arrays.stream(rows, h * head, (h + 1) * head))
                        .toArray();
            });
        }
        assertClose(
                new ReferenceDecoder(full, repeated).logits(IDS[0]),
                grouped.decoder().logits(IDS[0]));
    }

    @Test
    void aWindowOfTheWholeSequenceIsNoWindow() {
        var full = example(Norm.LAYER, Positions.ALIBI, Activation.RELU, 0, true, false);
        var wide = new Variant(3, 3, Norm.LAYER, 1e-3, Positions.ALIBI, 100, Activation.RELU, 6);
        var narrow = new Variant(3, 3, Norm.LAYER, 1e-3, Positions.ALIBI, 100, Activation.RELU, 5);
        assertClose(
                new ReferenceDecoder(wide, full.parameters).logits(IDS[0]),
                full.decoder().logits(IDS[0]));
        double[][] cut = new ReferenceDecoder(narrow, full.parameters).logits(IDS[0]);
        assertThat(cut[4]).isEqualTo(full.decoder().logits(IDS[0])[4]);
        assertThat(cut[5]).isNotEqualTo(full.decoder().logits(IDS[0])[5]);
    }

    @Test
    void slopesOfALiBi() {
        assertThat(DecoderPass.slopes(6)).containsExactly(.25, .0625, .015625, .00390625, .5, .125);
        assertThat(DecoderPass.slopes(8)).startsWith(.5, .25).endsWith(1 / 256.0);
    }

    @Test
    void tenStepsOfAdamWFollowTheGradient() {
        var example = variants().findFirst().orElseThrow();
        var decoder = example.decoder();
        var adam = new ReferenceAdamW(0.9, 0.95, 1e-8, 0.1, name -> !name.contains("norm"));
        double before = decoder.loss(IDS, TARGETS);
        for (int step = 0; step < 10; step++) {
            adam.step(example.parameters, decoder.gradients(IDS, TARGETS).byName(), 1e-2);
        }
        assertThat(decoder.loss(IDS, TARGETS)).isLessThan(before / 2);
    }

    @Test
    void parametersThatDoNotFitAreRefused() {
        var example = variants().findFirst().orElseThrow();
        var strange = new LinkedHashMap<>(example.parameters);
        strange.put("blocks.0.mlp.gate.weight", new double[1]);
        assertThatThrownBy(() -> new ReferenceDecoder(example.variant, strange))
                .hasMessageContaining("without a place", "[blocks.0.mlp.gate.weight]");
        var missing = new LinkedHashMap<>(example.parameters);
        missing.remove("blocks.1.mlp.up.weight");
        assertThatThrownBy(() -> new ReferenceDecoder(example.variant, missing))
                .hasMessageContaining("blocks.1.mlp.up.weight is missing");
        var misshapen = new LinkedHashMap<>(example.parameters);
        misshapen.put("blocks.1.attention.qkv.bias", new double[7]);
        assertThatThrownBy(() -> new ReferenceDecoder(example.variant, misshapen))
                .hasMessageContaining("qkv.bias has 7 values, needs 36");
    }

    private static Map<String, double[]> parameters(Variant variant, boolean biases, boolean gated, boolean tied) {
        var all = new LinkedHashMap<String, double[]>();
        add(all, "tokens", VOCABULARY * WIDTH);
        if (variant.positions() == Positions.LEARNED) {
            add(all, "positions", CONTEXT * WIDTH);
        }
        for (int layer = 0; layer < LAYERS; layer++) {
            var block = "blocks." + layer + ".";
            norm(all, block + "norm1", biases && variant.norm() == Norm.LAYER);
            linear(all, block + "attention.qkv", (variant.heads() + 2 * variant.kvHeads()) * HEAD_WIDTH, WIDTH, biases);
            linear(all, block + "attention.output", WIDTH, variant.heads() * HEAD_WIDTH, biases);
            norm(all, block + "norm2", biases && variant.norm() == Norm.LAYER);
            linear(all, block + (gated ? "mlp.gate_up" : "mlp.up"), gated ? 2 * HIDDEN : HIDDEN, WIDTH, biases);
            linear(all, block + "mlp.down", WIDTH, HIDDEN, biases);
        }
        norm(all, "norm", biases && variant.norm() == Norm.LAYER);
        if (!tied) {
            add(all, "head.weight", VOCABULARY * WIDTH);
        }
        return all;
    }

    private static void norm(Map<String, double[]> all, String name, boolean bias) {
        all.put(name + ".weight", SeededWeights.values(name + ".weight", WIDTH, 0.2, 1));
        if (bias) {
            add(all, name + ".bias", WIDTH);
        }
    }

    private static void linear(Map<String, double[]> all, String name, int out, int in, boolean bias) {
        add(all, name + ".weight", out * in);
        if (bias) {
            add(all, name + ".bias", out);
        }
    }

    private static void add(Map<String, double[]> all, String name, int count) {
        all.put(name, SeededWeights.values(name, count, 0.5, 0));
    }

    private static void assertClose(double[][] actual, double[][] expected) {
        for (int t = 0; t < expected.length; t++) {
            assertThat(actual[t]).containsExactly(expected[t], within(1e-12));
        }
    }
}
