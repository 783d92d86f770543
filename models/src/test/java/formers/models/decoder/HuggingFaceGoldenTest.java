package formers.models.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import formers.models.checkpoint.DType;
import formers.models.checkpoint.ModelDirectory;
import formers.models.checkpoint.SafetensorsWriter;
import formers.models.nn.Pass;
import formers.models.testing.SeededWeights;
import formers.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files as Hugging Face Transformers writes them, with weights made from their names, give the logits
/// that its models give. Configurations are spelt by hand, so that the loader is not tested against our
/// own writer.
class HuggingFaceGoldenTest {

    private static final int V = 96;
    private static final int D = 32;
    private static final String LLAMA = """
            {"model_type": "llama", "vocab_size": 96, "hidden_size": 32, "intermediate_size": 80,
             "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
             "max_position_embeddings": 64, "rms_norm_eps": 1e-6, "hidden_act": "silu"%s}
            """;

    @TempDir
    private Path folder;

    private final SafetensorsWriter writer = new SafetensorsWriter();

    @Test
    void gpt2() throws IOException {
        writeGpt2("transformer.");
        assertGpt2(load(gpt2Config("")));
    }

    /// As the original GPT-2 is published: bare names, the causal mask as a buffer.
    @Test
    void gpt2WithoutPrefixAndWithBuffers() throws IOException {
        writeGpt2("");
        writer.floats("h.0.attn.bias", DType.F32, new int[] {1, 1, 2, 2}, new float[] {1, 0, 1, 1}, 0);
        writer.floats("h.1.attn.masked_bias", DType.F32, new int[] {}, new float[] {-1e4f}, 0);
        assertGpt2(load(gpt2Config(", \"n_inner\": null")));
    }

    @Test
    void llama() throws IOException {
        writeLlama("model.");
        put("lm_head.weight", V, D);
        assertLlama(load(LLAMA.formatted(", \"rope_theta\": 10000.0, \"rope_scaling\": null")));
    }

    /// Keys of version 5, an extra prefix, a buffer of old files.
    @Test
    void llamaInOtherSpellings() throws IOException {
        writeLlama("");
        put("lm_head.weight", V, D);
        writer.floats("layers.0.self_attn.rotary_emb.inv_freq", DType.F32, new int[] {4}, new float[4], 0);
        assertLlama(load(LLAMA.formatted(
                ", \"head_dim\": 8, \"rope_parameters\": {\"rope_theta\": 1e4, \"rope_type\": \"default\"}")));
    }

    @Test
    void llamaTied() throws IOException {
        writeLlama("model.");
        var decoder = load(LLAMA.formatted(", \"tie_word_embeddings\": true"));
        assertThat(decoder.config().tied()).isTrue();
        assertGolden(decoder, new float[] {1.59978f, 1.51628f, -1.74600f, -0.07487f}, 80, -11.6240, 0.99876);
    }

    private static void assertGpt2(Decoder decoder) {
        assertThat(decoder.config().tied()).isTrue();
        assertGolden(decoder, new float[] {-0.09464f, -1.49118f, 0.62369f, -1.07977f}, 73, 8.4598, 1.07820);
    }

    private static void assertLlama(Decoder decoder) {
        assertThat(decoder.config().tied()).isFalse();
        assertGolden(decoder, new float[] {0.63572f, -1.40133f, 0.23660f, -0.40266f}, 76, -12.9848, 0.99998);
    }

    private static void assertGolden(Decoder decoder, float[] firstOfLast, int argmax, double sum, double rms) {
        var ids = IntStream.range(0, 12).map(t -> (7 * t + 3) % V).toArray();
        var logits = decoder.logits(Tensor.ofInts(ids, 1, 12), Pass.plain()).toArray();
        var last = Arrays.copyOfRange(logits, 11 * V, 12 * V);
        assertThat(Arrays.copyOf(last, 4)).containsExactly(firstOfLast, within(5e-4f));
        assertThat(IntStream.range(0, V).reduce((a, b) -> last[b] > last[a] ? b : a))
                .hasValue(argmax);
        assertThat(IntStream.range(0, V).mapToDouble(i -> last[i]).sum()).isCloseTo(sum, within(5e-3));
        double squares = IntStream.range(0, logits.length)
                .mapToDouble(i -> (double) logits[i] * logits[i])
                .average()
                .orElseThrow();
        assertThat(Math.sqrt(squares)).isCloseTo(rms, within(5e-4));
    }

    private static String gpt2Config(String more) {
        return """
                {"model_type": "gpt2", "vocab_size": 96, "n_positions": 64, "n_ctx": 64, "n_embd": 32, "n_layer": 2,
                 "n_head": 4, "activation_function": "gelu_new", "layer_norm_epsilon": 1e-05, "summary_type": "cls_index",
                 "scale_attn_weights": true%s}
                """.formatted(more);
    }

    private Decoder load(String config) throws IOException {
        writer.write(folder.resolve(ModelDirectory.WEIGHTS));
        Files.writeString(folder.resolve(ModelDirectory.CONFIG), config);
        return DecoderFiles.load(folder);
    }

    /// A tensor stored as `prefix + name`, with the weights that its full name in the family gives.
    private void put(String prefix, String usual, String name, int... shape) {
        writer.floats(prefix + name, DType.F32, shape, SeededWeights.checkpoint(usual + name, 1, shape), 0);
    }

    private void put(String name, int... shape) {
        put("", "", name, shape);
    }

    private void writeGpt2(String prefix) {
        var usual = "transformer.";
        put(prefix, usual, "wte.weight", V, D);
        put(prefix, usual, "wpe.weight", 64, D);
        for (var norm : new String[] {"h.0.ln_1", "h.0.ln_2", "h.1.ln_1", "h.1.ln_2", "ln_f"}) {
            put(prefix, usual, norm + ".weight", D);
            put(prefix, usual, norm + ".bias", D);
        }
        for (var h : new String[] {"h.0.", "h.1."}) {
            conv1d(prefix, h + "attn.c_attn", D, 3 * D);
            conv1d(prefix, h + "attn.c_proj", D, D);
            conv1d(prefix, h + "mlp.c_fc", D, 4 * D);
            conv1d(prefix, h + "mlp.c_proj", 4 * D, D);
        }
    }

    private void conv1d(String prefix, String name, int in, int out) {
        put(prefix, "transformer.", name + ".weight", in, out);
        put(prefix, "transformer.", name + ".bias", out);
    }

    private void writeLlama(String prefix) {
        var usual = "model.";
        put(prefix, usual, "embed_tokens.weight", V, D);
        put(prefix, usual, "norm.weight", D);
        for (var layer : new String[] {"layers.0.", "layers.1."}) {
            put(prefix, usual, layer + "input_layernorm.weight", D);
            put(prefix, usual, layer + "post_attention_layernorm.weight", D);
            put(prefix, usual, layer + "self_attn.q_proj.weight", D, D);
            put(prefix, usual, layer + "self_attn.k_proj.weight", D / 2, D);
            put(prefix, usual, layer + "self_attn.v_proj.weight", D / 2, D);
            put(prefix, usual, layer + "self_attn.o_proj.weight", D, D);
            put(prefix, usual, layer + "mlp.gate_proj.weight", 80, D);
            put(prefix, usual, layer + "mlp.up_proj.weight", 80, D);
            put(prefix, usual, layer + "mlp.down_proj.weight", D, 80);
        }
    }
}
