package formers.models.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What must hold between scores of one model and another, whoever computes them from their checkpoints: a switch that
/// switches nothing changes nothing, and families meet where their differences vanish. A class of tests for an
/// implementation extends this one.
public abstract class FamilyInvariants {

    private static final int[] IDS = RecordedLogits.ids();
    private static final String NO_WINDOWS = "[\"full_attention\", \"full_attention\"]";
    private static final String ALL_WINDOWS = "[\"sliding_attention\", \"sliding_attention\"]";

    /// Scores of one text, `[time][vocabulary]`.
    protected abstract double[][] logits(TinyCheckpoint checkpoint, int... ids) throws IOException;

    /// How far two scores that should be equal may be apart.
    protected abstract double tolerance();

    static List<TinyCheckpoint> all() {
        return TinyCheckpoints.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void laterTokensDoNotChangeEarlierScores(TinyCheckpoint checkpoint) throws IOException {
        int[] other = IDS.clone();
        other[7] = 50;
        double[][] before = logits(checkpoint, IDS);
        double[][] after = logits(checkpoint, other);
        assertSame(Arrays.copyOf(after, 7), Arrays.copyOf(before, 7));
        for (int t = 7; t < IDS.length; t++) {
            assertThat(after[t]).as("scores at %d", t).isNotEqualTo(before[t]);
        }
    }

    static List<TinyCheckpoint> windowed() {
        return List.of(
                named("mistral"),
                named("qwen2-tied-windowed-from-layer-1").with("layer_types", ALL_WINDOWS),
                named("gemma2").with("layer_types", ALL_WINDOWS),
                named("gpt_oss").with("layer_types", ALL_WINDOWS));
    }

    @ParameterizedTest
    @MethodSource("windowed")
    void aWindowAsLongAsTheTextIsNone(TinyCheckpoint checkpoint) throws IOException {
        var full = checkpoint.config().has("layer_types")
                ? checkpoint.with("layer_types", NO_WINDOWS)
                : named("mistral-unwindowed");
        assertSame(logits(checkpoint.with("sliding_window", "12"), IDS), logits(full, IDS));
        assertDiffer(logits(checkpoint.with("sliding_window", "11"), IDS), logits(full, IDS));
    }

    @Test
    void aLocalLayerAsWideAsTheTextIsGlobal() throws IOException {
        var neo = named("gpt_neo");
        var global =
                neo.with("attention_layers", "[\"global\", \"global\"]").with("attention_types", "[[[\"global\"], 2]]");
        assertSame(logits(neo.with("window_size", "12"), IDS), logits(global, IDS));
        assertDiffer(logits(neo.with("window_size", "11"), IDS), logits(global, IDS));
    }

    /// Rotary positions show in distances only, and alone there are none.
    @ParameterizedTest
    @MethodSource("windowed")
    void aWindowOfOneTokenSeesNoOther(TinyCheckpoint checkpoint) throws IOException {
        var narrow = checkpoint.with("sliding_window", "1");
        double[][] together = logits(narrow, IDS);
        for (int t : new int[] {0, 5, 11}) {
            assertSame(new double[][] {together[t]}, logits(narrow, IDS[t]));
        }
    }

    /// Two layers see 3 tokens back each. What lies further back changes neither the scores nor, by moving the
    /// others to later positions, the angles between these.
    @ParameterizedTest
    @MethodSource("windowed")
    void rotaryPositionsAreRelative(TinyCheckpoint checkpoint) throws IOException {
        int[] longer = IntStream.concat(IntStream.of(90, 2, 41, 17, 63), Arrays.stream(IDS))
                .toArray();
        double[][] late = logits(checkpoint, longer);
        double[][] early = logits(checkpoint, IDS);
        assertSame(Arrays.copyOfRange(late, 5 + 6, 5 + 12), Arrays.copyOfRange(early, 6, 12));
        assertThat(late[5 + 5]).isNotEqualTo(early[5]);
    }

    /// Every head of keys and values written twice, one for each of the heads of queries that shared it.
    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama-biases", "qwen2", "qwen3", "gemma", "gpt_oss"})
    void sharedHeadsAreRepeatedHeads(String name) throws IOException {
        var shared = named(name);
        var all = shared.with("num_key_value_heads", "4");
        int headWidth =
                shared.tensors().get("model.layers.0.self_attn.k_proj.weight").shape()[0] / 2;
        var repeated = new HashMap<String, StoredTensor>();
        shared.tensors().forEach((tensor, stored) -> {
            if (tensor.contains(".k_proj.") || tensor.contains(".v_proj.")) {
                repeated.put(tensor, repeated(stored, headWidth));
            }
        });
        assertSame(logits(all.with(repeated), IDS), logits(shared, IDS));
    }

    private static StoredTensor repeated(StoredTensor tensor, int headWidth) {
        int size = headWidth * tensor.values().length / tensor.shape()[0];
        double[][] heads = Vectors.split(tensor.values(), size);
        int[] shape = tensor.shape().clone();
        shape[0] *= 2;
        return new StoredTensor(
                shape,
                Vectors.joined(
                        Stream.of(heads).flatMap(head -> Stream.of(head, head)).toArray(double[][]::new)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"attn_logit_softcapping", "final_logit_softcapping"})
    void aVeryHighCapIsNone(String key) throws IOException {
        var gemma = named("gemma2");
        double[][] uncapped = logits(gemma.with(key, "null"), IDS);
        assertSame(logits(gemma.with(key, "1e6"), IDS), uncapped);
        assertDiffer(logits(gemma.with(key, "1.0"), IDS), uncapped);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\": \"linear\", \"factor\": 1.0}",
                "{\"type\": \"dynamic\", \"factor\": 2.0}",
                "{\"rope_type\": \"yarn\", \"factor\": 1.0, \"original_max_position_embeddings\": 64}",
                """
                {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                 "original_max_position_embeddings": 1000000}"""
            })
    void scalingThatStretchesNothingIsNone(String scaling) throws IOException {
        var llama = named("llama");
        assertSame(logits(llama.with("rope_scaling", scaling), IDS), logits(llama, IDS));
    }

    @Test
    void longropeWithFactorsOfOneIsNone() throws IOException {
        var phi = named("phi3");
        var ones = "{\"type\": \"longrope\", \"short_factor\": [1, 1, 1, 1], \"long_factor\": [1, 1, 1, 1]}";
        assertSame(logits(phi.with("rope_scaling", ones), IDS), logits(phi, IDS));
    }

    @Test
    void withoutBiasesQwen2IsLlama() throws IOException {
        var qwen = named("qwen2");
        assertSame(logits(qwen.with(biasesOfZero(qwen)), IDS), logits(named("llama"), IDS));
    }

    @Test
    void biasesOfZeroAreNone() throws IOException {
        var biases = named("llama-biases");
        assertSame(logits(biases.with(biasesOfZero(biases)), IDS), logits(named("llama"), IDS));
    }

    private static Map<String, StoredTensor> biasesOfZero(TinyCheckpoint checkpoint) {
        var zeros = new HashMap<String, StoredTensor>();
        checkpoint.tensors().forEach((name, tensor) -> {
            if (name.endsWith(".bias")) {
                zeros.put(name, tensor.zeros());
            }
        });
        return zeros;
    }

    @Test
    void withoutAWindowMistralIsLlama() throws IOException {
        assertSame(logits(named("mistral-unwindowed"), IDS), logits(named("llama"), IDS));
    }

    @Test
    void withAllPositionsSmolLm3IsTiedLlama() throws IOException {
        var smol = named("smollm3").with("no_rope_layers", "[1, 1]").with("rope_theta", "10000.0");
        assertSame(logits(smol, IDS), logits(named("llama-tied"), IDS));
    }

    @Test
    void phi3IsLlamaWithMatricesStacked() throws IOException {
        var llama = named("llama").with("rms_norm_eps", "1e-5");
        var stacked = new HashMap<String, StoredTensor>();
        for (int l = 0; l < 2; l++) {
            var layer = "model.layers." + l + ".";
            stacked.put(
                    layer + "self_attn.qkv_proj.weight", stacked(llama, layer + "self_attn.%s_proj", "q", "k", "v"));
            stacked.put(layer + "mlp.gate_up_proj.weight", stacked(llama, layer + "mlp.%s_proj", "gate", "up"));
        }
        assertSame(logits(named("phi3").with(stacked), IDS), logits(llama, IDS));
    }

    private static StoredTensor stacked(TinyCheckpoint checkpoint, String name, String... parts) {
        return StoredTensor.stacked(Stream.of(parts)
                .map(part -> checkpoint.tensors().get(name.formatted(part) + ".weight"))
                .toArray(StoredTensor[]::new));
    }

    @Test
    void mixtralWithEqualExpertsIsLlama() throws IOException {
        var mixtral = named("mixtral").with("rms_norm_eps", "1e-6").with("rope_theta", "10000.0");
        var llama = named("llama");
        UnaryOperator<String> dense = name -> name.replaceAll("block_sparse_moe.experts.\\d", "mlp")
                .replace("w1", "gate_proj")
                .replace("w3", "up_proj")
                .replace("w2", "down_proj");
        assertSame(logits(equalExperts(mixtral, dense, llama), IDS), logits(llama, IDS));
    }

    @Test
    void qwen3MoeWithEqualExpertsIsQwen3() throws IOException {
        var dense = named("qwen3").with("intermediate_size", "24");
        var mixture = equalExperts(named("qwen3_moe"), name -> name.replaceAll("experts.\\d.", ""), dense);
        assertSame(logits(mixture, IDS), logits(dense, IDS));
    }

    /// Gives every expert the weights of the one network of `dense`, found under the expert's name as `rename` maps it.
    private static TinyCheckpoint equalExperts(
            TinyCheckpoint mixture, UnaryOperator<String> rename, TinyCheckpoint dense) {
        var same = new HashMap<String, StoredTensor>();
        for (var name : mixture.tensors().keySet()) {
            if (name.contains(".experts.")) {
                same.put(name, dense.tensors().get(rename.apply(name)));
            }
        }
        return mixture.with(same);
    }

    /// The weights of all experts sum to 1 anyway.
    @Test
    void normalisingTheWeightsOfAllExpertsChangesNothing() throws IOException {
        var mixture = named("qwen3_moe").with("num_experts_per_tok", "4");
        assertSame(
                logits(mixture.with("norm_topk_prob", "true"), IDS),
                logits(mixture.with("norm_topk_prob", "false"), IDS));
    }

    private static TinyCheckpoint named(String name) {
        return TinyCheckpoints.named(name);
    }

    private void assertSame(double[][] found, double[][] expected) {
        assertThat(found.length).isEqualTo(expected.length);
        for (int t = 0; t < found.length; t++) {
            assertThat(found[t]).as("scores at %d", t).containsExactly(expected[t], within(tolerance()));
        }
    }

    private static void assertDiffer(double[][] found, double[][] expected) {
        int last = found.length - 1;
        assertThat(found[last]).isNotEqualTo(expected[last]);
    }
}
