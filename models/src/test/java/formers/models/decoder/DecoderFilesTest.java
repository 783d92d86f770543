package formers.models.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import formers.models.checkpoint.Checkpoint;
import formers.models.checkpoint.CheckpointException;
import formers.models.checkpoint.DType;
import formers.models.checkpoint.JsonConfig;
import formers.models.checkpoint.ModelDirectory;
import formers.models.checkpoint.SafetensorsWriter;
import formers.models.nn.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

class DecoderFilesTest {

    private static final List<String> WRITTEN =
            List.of(ModelDirectory.CONFIG, ModelDirectory.WEIGHTS, ModelDirectory.GENERATION_CONFIG);

    @TempDir
    private Path folder;

    static List<DecoderConfig> configurations() {
        return List.of(
                Decoders.gpt2(),
                Decoders.gpt2().withTied(false).withDropout(0.1f),
                Decoders.llama(),
                Decoders.llama().withTied(true),
                Decoders.alibi(),
                Decoders.windowed(),
                Decoders.interleaved(),
                Decoders.relative(),
                Decoders.gptOss(),
                Decoders.gemma3(),
                Decoders.postNorm(),
                Decoders.parallel(),
                Decoders.sharedExpert(),
                Decoders.untiedWithoutBiases());
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void savedLoadedAndSavedAgainItHasTheSameBytes(DecoderConfig config) throws IOException {
        var decoder = fresh(config);
        DecoderFiles.save(decoder, folder.resolve("first"));
        var loaded = DecoderFiles.load(folder.resolve("first"));
        assertThat(loaded.config()).isEqualTo(config);
        decoder.parameters()
                .all()
                .forEach((name, tensor) -> assertThat(
                                loaded.parameters().all().get(name).toArray())
                        .as(name)
                        .isEqualTo(tensor.toArray()));
        DecoderFiles.save(loaded, folder.resolve("second"));
        for (var file : WRITTEN) {
            assertThat(folder.resolve("second").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("first").resolve(file));
        }
    }

    @Test
    void gpt2IsWrittenAsHuggingFaceNamesIt() throws IOException {
        DecoderFiles.save(fresh(Decoders.gpt2()), folder, SaveOptions.plain().withTokens(1, 2, 3));
        var config = JsonConfig.read(folder.resolve(ModelDirectory.CONFIG));
        assertThat(config.strings("architectures")).containsExactly("GPT2LMHeadModel");
        assertThat(config.requireString("model_type")).isEqualTo("gpt2");
        assertThat(config.requireInt("n_inner", 0, 1000)).isEqualTo(128);
        assertThat(config.requireDouble("layer_norm_epsilon", 0, 1)).isEqualTo(1e-5);
        assertThat(config.requireString("activation_function")).isEqualTo("gelu_new");
        assertThat(config.ints("eos_token_id", 0, 95)).containsExactly(2, 3);
        try (var weights = Checkpoint.open(folder)) {
            assertThat(weights.names())
                    .hasSize(2 + 2 * 12 + 2)
                    .contains("transformer.wte.weight", "transformer.wpe.weight", "transformer.h.1.mlp.c_proj.bias")
                    .doesNotContain("lm_head.weight");
            assertThat(weights.shape("transformer.h.0.attn.c_attn.weight").extents())
                    .containsExactly(32, 96);
            assertThat(weights.shape("transformer.h.0.mlp.c_proj.weight").extents())
                    .containsExactly(128, 32);
            assertThat(weights.metadata()).containsEntry("format", "pt");
        }
    }

    static List<Arguments> families() {
        return List.of(
                Arguments.of(Decoders.gpt2(), "gpt2"),
                Arguments.of(Decoders.llama(), "llama"),
                Arguments.of(Decoders.windowed(), "mistral"),
                Arguments.of(Decoders.gptOss(), "gpt_oss"),
                Arguments.of(Decoders.sharedExpert(), "qwen2_moe"),
                Arguments.of(Presets.of("mixtral-tiny").config(), "mixtral"),
                Arguments.of(Presets.of("bloom-tiny").config(), "bloom"),
                Arguments.of(Decoders.alibi(), "formers-decoder"),
                Arguments.of(Decoders.relative(), "formers-decoder"),
                Arguments.of(Decoders.gemma3(), "formers-decoder"));
    }

    @ParameterizedTest
    @MethodSource("families")
    void aNewDecoderIsWrittenAsTheFirstFamilyThatHoldsAllOfIt(DecoderConfig config, String type) throws IOException {
        DecoderFiles.save(fresh(config), folder);
        assertThat(JsonConfig.read(folder.resolve(ModelDirectory.CONFIG)).requireString("model_type"))
                .isEqualTo(type);
        var loaded = DecoderFiles.load(folder);
        assertThat(loaded.config()).isEqualTo(config);
        assertThat(loaded.origin().modelType()).isEqualTo(type);
    }

    /// As Transformers 4 names them; the biases of the shared expert's gate and of the experts do not exist.
    @Test
    void theSharedExpertIsWrittenAsHuggingFaceNamesIt() throws IOException {
        DecoderFiles.save(fresh(Decoders.sharedExpert()), folder);
        try (var weights = Checkpoint.open(folder)) {
            assertThat(weights.names())
                    .contains(
                            "model.layers.0.mlp.gate.weight",
                            "model.layers.0.mlp.experts.3.down_proj.weight",
                            "model.layers.0.mlp.shared_expert.gate_proj.weight",
                            "model.layers.0.mlp.shared_expert_gate.weight",
                            "model.layers.1.mlp.gate_proj.weight",
                            "model.layers.1.self_attn.q_proj.bias")
                    .doesNotContain("model.layers.1.mlp.gate.weight");
        }
    }

    @Test
    void llamaIsWrittenAsHuggingFaceNamesIt() throws IOException {
        DecoderFiles.save(fresh(Decoders.llama()), folder);
        var config = JsonConfig.read(folder.resolve(ModelDirectory.CONFIG));
        assertThat(config.strings("architectures")).containsExactly("LlamaForCausalLM");
        assertThat(config.requireDouble("rope_theta", 0, 1e9)).isEqualTo(10_000);
        assertThat(config.requireObject("rope_parameters").requireString("rope_type"))
                .isEqualTo("default");
        assertThat(config.requireInt("num_key_value_heads", 1, 4)).isEqualTo(2);
        try (var weights = Checkpoint.open(folder)) {
            assertThat(weights.names()).hasSize(3 + 2 * 9).contains("lm_head.weight", "model.norm.weight");
            assertThat(weights.shape("model.layers.1.self_attn.k_proj.weight").extents())
                    .containsExactly(16, 32);
            assertThat(weights.shape("model.layers.1.mlp.up_proj.weight").extents())
                    .containsExactly(80, 32);
        }
    }

    @ParameterizedTest
    @CsvSource({"BF16, 0.004, bfloat16", "F16, 0.0005, float16"})
    void halfPrecision(DType type, double relative, String label) throws IOException {
        var decoder = fresh(Decoders.llama());
        DecoderFiles.save(decoder, folder, SaveOptions.plain().as(type));
        assertThat(JsonConfig.read(folder.resolve(ModelDirectory.CONFIG)).requireString("dtype"))
                .isEqualTo(label);
        var loaded = DecoderFiles.load(folder).parameters().all();
        decoder.parameters().all().forEach((name, tensor) -> {
            float[] exact = tensor.toArray();
            float[] rounded = loaded.get(name).toArray();
            for (int i = 0; i < exact.length; i++) {
                assertThat((double) rounded[i]).isCloseTo(exact[i], within(relative * Math.abs(exact[i]) + 1e-7));
            }
        });
    }

    @Test
    void everyTensorThatDoesNotFitIsNamed() throws IOException {
        DecoderFiles.save(fresh(Decoders.llama()), folder);
        rewriteWeights(List.of("model.layers.1.self_attn.k_proj.weight", "model.norm.weight"), writer -> {
            writer.floats("model.norm.weight", DType.F32, new int[] {31}, new float[31], 0);
            writer.floats("model.layers.7.extra", DType.F32, new int[] {1}, new float[1], 0);
        });
        assertThatThrownBy(() -> DecoderFiles.load(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("missing [model.layers.1.self_attn.k_proj.weight [64, 32]]")
                .hasMessageContaining("unexpected [model.layers.7.extra]")
                .hasMessageContaining("misshapen [model.norm.weight: expected [32], found [31]]");
    }

    @Test
    void rowsThatFitTogetherButNotApartAreRefused() throws IOException {
        DecoderFiles.save(fresh(Decoders.llama()), folder);
        var k = "model.layers.0.self_attn.k_proj.weight";
        var v = "model.layers.0.self_attn.v_proj.weight";
        rewriteWeights(List.of(k, v), writer -> {
            writer.floats(k, DType.F32, new int[] {24, 32}, new float[24 * 32], 0);
            writer.floats(v, DType.F32, new int[] {8, 32}, new float[8 * 32], 0);
        });
        assertThatThrownBy(() -> DecoderFiles.load(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("k_proj")
                .hasMessageContaining("[24, 32]");
    }

    @Test
    void familiesWeHaveNotAreRefusedByName() throws IOException {
        DecoderFiles.save(fresh(Decoders.gpt2()), folder);
        rewriteConfig(json -> json.put("model_type", "bert"));
        assertThatThrownBy(() -> DecoderFiles.load(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(
                        "model_type: 'bert' is not supported; supported are gpt2, llama, mistral, qwen2, qwen3,");
    }

    @Test
    void unknownScalingsOfRotaryPositionsAreRefusedByName() throws IOException {
        DecoderFiles.save(fresh(Decoders.llama()), folder);
        rewriteConfig(json -> {
            json.remove("rope_parameters");
            json.putObject("rope_scaling").put("type", "spiral").put("factor", 4);
        });
        assertThatThrownBy(() -> DecoderFiles.load(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(
                        "config.json: rope_scaling: scaling of type 'spiral' is not supported; supported are default, linear,");
    }

    @Test
    void switchesOfOtherArchitecturesAreRefusedByName() throws IOException {
        DecoderFiles.save(fresh(Decoders.gpt2()), folder);
        rewriteConfig(json -> json.put("add_cross_attention", true));
        assertThatThrownBy(() -> DecoderFiles.load(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("add_cross_attention: true is not supported");
    }

    /// Two gigabytes of embedding, and 64 of feed-forward network, that the file does not have.
    @ParameterizedTest
    @CsvSource({
        "vocab_size, 16000000",
        "intermediate_size, 4000000",
        "num_hidden_layers, 2000",
        "max_position_embeddings, 16000000"
    })
    void aConfigurationOfAbsurdSizeIsRefusedBeforeMemoryIsTaken(String key, int size) throws IOException {
        DecoderFiles.save(fresh(Decoders.llama()), folder);
        rewriteConfig(json -> json.put(key, size).put("head_dim", key.startsWith("max") ? 4096 : 8));
        assertThatThrownBy(() -> DecoderFiles.load(folder)).isInstanceOf(CheckpointException.class);
    }

    /// A name for every expert of every layer would fill the memory, though the file has no weights.
    @Test
    void absurdNumbersOfExpertsAreRefusedByName() throws IOException {
        DecoderFiles.save(fresh(Decoders.llama()), folder);
        rewriteConfig(json ->
                json.put("model_type", "mixtral").put("num_hidden_layers", 2000).put("num_local_experts", 16_000));
        assertThatThrownBy(() -> DecoderFiles.load(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("num_local_experts");
    }

    @Test
    void packedWeightsAreRefusedByName() throws IOException {
        DecoderFiles.save(fresh(Decoders.gpt2()), folder);
        rewriteConfig(json -> json.putObject("quantization_config").put("quant_method", "mxfp4"));
        assertThatThrownBy(() -> DecoderFiles.load(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("quantization_config: weights packed as 'mxfp4' are not supported");
    }

    @Test
    void anOutputStoredTwiceIsTied() throws IOException {
        var tied = fresh(Decoders.llama().withTied(true));
        DecoderFiles.save(tied, folder);
        var tokens = tied.parameters().all().get("tokens");
        rewriteWeights(List.of(), writer -> writer.tensor("lm_head.weight", tokens));
        assertThat(DecoderFiles.load(folder).config().tied()).isTrue();
        rewriteConfig(json -> json.remove("tie_word_embeddings"));
        assertThat(DecoderFiles.load(folder).config().tied()).isTrue();
    }

    @Test
    void anotherOutputThanTheEmbeddingContradictsTying() throws IOException {
        DecoderFiles.save(fresh(Decoders.gpt2().withTied(false)), folder);
        assertThat(DecoderFiles.load(folder).config().tied()).isFalse();
        rewriteConfig(json -> json.put("tie_word_embeddings", true));
        assertThatThrownBy(() -> DecoderFiles.load(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("tie_word_embeddings is true, but lm_head.weight differs");
    }

    @Test
    @Tag("shared-data")
    void aPublishedModelLoads() throws IOException {
        var data = System.getenv("FORMERS_DATA");
        var model = (data == null ? Path.of("..", "..", "shared", "data") : Path.of(data)).resolve("tinystories-260k");
        var decoder = DecoderFiles.load(model);
        assertThat(decoder.parameters().count()).isEqualTo(260_032);
        assertThat(decoder.config().kvHeads()).isEqualTo(4);
        assertThat(decoder.config().tied()).isTrue();
    }

    private static Decoder fresh(DecoderConfig config) {
        return new Decoder(config, Parameters.initialised(1));
    }

    private void rewriteConfig(Consumer<ObjectNode> change) throws IOException {
        var file = folder.resolve(ModelDirectory.CONFIG);
        var json = JsonConfig.read(file).toNode();
        change.accept(json);
        JsonConfig.write(file, json);
    }

    private void rewriteWeights(List<String> without, Consumer<SafetensorsWriter> more) throws IOException {
        var writer = new SafetensorsWriter();
        try (var weights = Checkpoint.open(folder)) {
            for (var entry : weights.entries()) {
                if (!without.contains(entry.name())) {
                    writer.floats(
                            entry.name(),
                            entry.dtype(),
                            entry.tensorShape().extents(),
                            weights.floats(entry.name()),
                            0);
                }
            }
        }
        more.accept(writer);
        Files.delete(folder.resolve(ModelDirectory.WEIGHTS));
        writer.write(folder.resolve(ModelDirectory.WEIGHTS));
    }
}
