package formers.models.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import formers.models.testing.ReferenceDecoder.Activation;
import formers.models.testing.ReferenceDecoder.Norm;
import formers.models.testing.ReferenceDecoder.Positions;
import formers.models.testing.ReferenceDecoder.Variant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// [ReferenceDecoder] against logits of Hugging Face models with weights made from the names in their
/// files.
class GoldenCheckpointsTest {

    private static final int V = 96;
    private static final int D = 32;
    private static final int CONTEXT = 64;
    private static final int KV = 16; // two key/value heads of width 8

    @Test
    void gpt2() {
        int f = 128; // the family leaves it at 4 d unless told otherwise
        var p = new LinkedHashMap<String, double[]>();
        p.put("tokens", file("transformer.wte.weight", V, D));
        p.put("positions", file("transformer.wpe.weight", CONTEXT, D));
        for (int l = 0; l < 2; l++) {
            var h = "transformer.h." + l + ".";
            var block = "blocks." + l + ".";
            norm(p, block + "norm1", h + "ln_1");
            conv1d(p, block + "attention.qkv", h + "attn.c_attn", D, 3 * D);
            conv1d(p, block + "attention.output", h + "attn.c_proj", D, D);
            norm(p, block + "norm2", h + "ln_2");
            conv1d(p, block + "mlp.up", h + "mlp.c_fc", D, f);
            conv1d(p, block + "mlp.down", h + "mlp.c_proj", f, D);
        }
        norm(p, "norm", "transformer.ln_f");
        var variant = new Variant(4, 4, Norm.LAYER, 1e-5, Positions.LEARNED, 0, Activation.GELU_TANH, 0);
        assertGolden(
                new ReferenceDecoder(variant, p),
                new double[] {-0.09464, -1.49118, 0.62369, -1.07977},
                73,
                8.4598,
                1.07820);
    }

    @Test
    void llama() {
        var p = llamaParameters();
        p.put("head.weight", file("lm_head.weight", V, D));
        assertGolden(
                new ReferenceDecoder(llamaVariant(0), p),
                new double[] {0.63572, -1.40133, 0.23660, -0.40266},
                76,
                -12.9848,
                0.99998);
    }

    @Test
    void llamaTied() {
        assertGolden(
                new ReferenceDecoder(llamaVariant(0), llamaParameters()),
                new double[] {1.59978, 1.51628, -1.74600, -0.07487},
                80,
                -11.6240,
                0.99876);
    }

    @Test
    void mistralWithAWindowOfFour() {
        var p = llamaParameters();
        p.put("head.weight", file("lm_head.weight", V, D));
        assertGolden(
                new ReferenceDecoder(llamaVariant(4), p),
                new double[] {-1.13216, 0.00754, -1.28752, 0.07964},
                27,
                -20.8821,
                1.01253);
    }

    private static Variant llamaVariant(int window) {
        return new Variant(4, 2, Norm.RMS, 1e-6, Positions.ROTARY_HALF, 10_000, Activation.SILU, window);
    }

    private static Map<String, double[]> llamaParameters() {
        int f = 80;
        var p = new LinkedHashMap<String, double[]>();
        p.put("tokens", file("model.embed_tokens.weight", V, D));
        for (int l = 0; l < 2; l++) {
            var layer = "model.layers." + l + ".";
            var block = "blocks." + l + ".";
            p.put(block + "norm1.weight", file(layer + "input_layernorm.weight", D));
            p.put(
                    block + "attention.qkv.weight",
                    concat(
                            file(layer + "self_attn.q_proj.weight", D, D),
                            file(layer + "self_attn.k_proj.weight", KV, D),
                            file(layer + "self_attn.v_proj.weight", KV, D)));
            p.put(block + "attention.output.weight", file(layer + "self_attn.o_proj.weight", D, D));
            p.put(block + "norm2.weight", file(layer + "post_attention_layernorm.weight", D));
            p.put(
                    block + "mlp.gate_up.weight",
                    concat(file(layer + "mlp.gate_proj.weight", f, D), file(layer + "mlp.up_proj.weight", f, D)));
            p.put(block + "mlp.down.weight", file(layer + "mlp.down_proj.weight", D, f));
        }
        p.put("norm.weight", file("model.norm.weight", D));
        return p;
    }

    /// The figures come from a float32 implementation, five decimals of them.
    private static void assertGolden(
            ReferenceDecoder decoder, double[] firstOfLast, int argmax, double sumOfLast, double rms) {
        double[][] logits =
                decoder.logits(IntStream.range(0, 12).map(t -> (7 * t + 3) % V).toArray());
        double[] last = logits[11];
        assertThat(Arrays.copyOf(last, 4)).containsExactly(firstOfLast, within(2e-5));
        assertThat(IntStream.range(0, V).reduce((a, b) -> last[b] > last[a] ? b : a))
                .hasValue(argmax);
        assertThat(Arrays.stream(last).sum()).isCloseTo(sumOfLast, within(2e-4));
        double square = Stream.of(logits)
                .flatMapToDouble(Arrays::stream)
                .map(z -> z * z)
                .average()
                .orElseThrow();
        assertThat(Math.sqrt(square)).isCloseTo(rms, within(2e-5));
    }

    private static double[] file(String name, int... shape) {
        float[] weights = SeededWeights.checkpoint(name, 1, shape);
        return IntStream.range(0, weights.length).mapToDouble(i -> weights[i]).toArray();
    }

    private static void norm(Map<String, double[]> p, String name, String fileName) {
        p.put(name + ".weight", file(fileName + ".weight", D));
        p.put(name + ".bias", file(fileName + ".bias", D));
    }

    /// GPT-2 stores its matrices as `[in, out]`.
    private static void conv1d(Map<String, double[]> p, String name, String fileName, int in, int out) {
        double[] stored = file(fileName + ".weight", in, out);
        var weight = new double[out * in];
        for (int i = 0; i < in; i++) {
            for (int o = 0; o < out; o++) {
                weight[o * in + i] = stored[i * out + o];
            }
        }
        p.put(name + ".weight", weight);
        p.put(name + ".bias", file(fileName + ".bias", out));
    }

    private static double[] concat(double[]... parts) {
        return Stream.of(parts).flatMapToDouble(Arrays::stream).toArray();
    }
}
