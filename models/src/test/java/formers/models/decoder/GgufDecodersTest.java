package formers.models.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import formers.models.checkpoint.CheckpointException;
import formers.models.gguf.GgufFile;
import formers.models.gguf.GgufWriter;
import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.models.nn.Positions;
import formers.models.testing.RecordedLogits;
import formers.models.testing.TinyCheckpoint;
import formers.models.testing.TinyCheckpoints;
import formers.tensor.ElementType;
import formers.tensor.Tensor;
import formers.tensor.packed.WeightFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GgufDecodersTest {

    @TempDir
    private Path folder;

    /// Every tiny checkpoint that GGUF has an architecture for.
    private static Stream<TinyCheckpoint> checkpoints() {
        return TinyCheckpoints.all().stream().map(GgufDecodersTest::asPublished).filter(GgufDecodersTest::canBeSaved);
    }

    /// GGUF has no keys for what all published models of a line have in common.
    private static TinyCheckpoint asPublished(TinyCheckpoint checkpoint) {
        var config = checkpoint.config();
        var published = config.has("query_pre_attn_scalar")
                ? checkpoint.with(
                        "query_pre_attn_scalar", config.path("head_dim").asString())
                : checkpoint;
        if (!config.path("model_type").asString("").equals("gemma3_text")) {
            return published;
        }
        var windowed = "\"sliding_attention\",".repeat(5);
        return published
                .with("layer_types", "[" + windowed + "\"full_attention\"]")
                .with("num_hidden_layers", "6");
    }

    private static boolean canBeSaved(TinyCheckpoint checkpoint) {
        try {
            var folder = Files.createTempDirectory("tiny");
            checkpoint.write(folder);
            GgufSaving.of(DecoderFiles.load(folder), WeightFormat.F32);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private Decoder original(TinyCheckpoint checkpoint) throws IOException {
        var original = Files.createDirectory(folder.resolve("original"));
        checkpoint.write(original);
        return DecoderFiles.load(original);
    }

    private static float[] scores(Decoder decoder) {
        int[] ids = RecordedLogits.ids();
        return decoder.logits(Tensor.ofInts(ids, 1, ids.length), Pass.plain()).toArray();
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    @Test
    void everyArchitectureIsAmongThem() throws IOException {
        var found = new HashSet<String>();
        for (var checkpoint : checkpoints().toList()) {
            var place = Files.createTempDirectory(folder, "tiny");
            checkpoint.write(place);
            var file = place.resolve("model.gguf");
            GgufDecoders.save(DecoderFiles.load(place), file, WeightFormat.F32, Map.of());
            found.add(GgufFile.open(file).metadata().requireString("general.architecture"));
        }
        assertThat(found)
                .isEqualTo(Set.of("llama", "qwen2", "qwen3", "gemma", "gemma2", "gemma3", "phi2", "phi3", "gpt2"));
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void whatIsSavedHasTheSameScores(TinyCheckpoint checkpoint) throws IOException {
        var decoder = original(checkpoint);
        float[] expected = scores(decoder);
        var file = folder.resolve("model.gguf");
        GgufDecoders.save(decoder, file, WeightFormat.F32, Map.of());
        assertThat(scores(GgufDecoders.load(file))).containsExactly(expected, within(1e-5f * largest(expected)));
        assertThat(scores(GgufDecoders.loadAsStored(file)))
                .containsExactly(expected, within(1e-5f * largest(expected)));
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void packedItScoresAsItsValuesDo(TinyCheckpoint checkpoint) throws IOException {
        var decoder = original(checkpoint);
        for (var format : List.of(WeightFormat.F16, WeightFormat.Q8_0, WeightFormat.Q4_0)) {
            var file = folder.resolve("model.gguf");
            GgufDecoders.save(decoder, file, format, Map.of());
            float[] expected = scores(GgufDecoders.load(file));
            var packed = GgufDecoders.loadAsStored(file);
            assertThat(packed.parameters().all().values()).anyMatch(tensor -> tensor.type() == ElementType.PACKED);
            assertThat(scores(packed)).containsExactly(expected, within(2e-5f * largest(expected)));
        }
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void readAsFloatsItIsAgainAModelOfItsFamily(TinyCheckpoint checkpoint) throws IOException {
        var decoder = original(checkpoint);
        var file = folder.resolve("model.gguf");
        GgufDecoders.save(decoder, file, WeightFormat.F32, Map.of());
        var again = GgufDecoders.load(file);
        var copy = Files.createDirectory(folder.resolve("copy"));
        DecoderFiles.save(again, copy);
        float[] expected = scores(decoder);
        assertThat(scores(DecoderFiles.load(copy))).containsExactly(expected, within(1e-5f * largest(expected)));
    }

    @Test
    void whatDoesNotFitIsListed() throws IOException {
        var file = folder.resolve("model.gguf");
        new GgufWriter()
                .metadata("general.architecture", "llama")
                .metadata("llama.context_length", 32)
                .metadata("llama.embedding_length", 8)
                .metadata("llama.block_count", 1)
                .metadata("llama.feed_forward_length", 16)
                .metadata("llama.attention.head_count", 2)
                .tensor("token_embd.weight", List.of(10L, 8L), WeightFormat.F32, (_, _, _) -> {})
                .tensor("blk.0.attn_q.weight", List.of(9L, 8L), WeightFormat.F32, (_, _, _) -> {})
                .tensor("extra.weight", List.of(8L), WeightFormat.F32, (_, _, _) -> {})
                .write(file);
        assertThatThrownBy(() -> GgufDecoders.loadAsStored(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("blk.0.attn_k.weight")
                .hasMessageContaining("output_norm.weight")
                .hasMessageContaining("unexpected [")
                .hasMessageContaining("extra.weight");
    }

    @Test
    void otherArchitecturesAreRefusedByName() throws IOException {
        var file = folder.resolve("model.gguf");
        new GgufWriter().metadata("general.architecture", "mamba").write(file);
        assertThatThrownBy(() -> GgufDecoders.loadAsStored(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("'mamba' is not supported; supported are llama, qwen2");
    }

    @Test
    void decodersThatGgufHasNoArchitectureForAreRefused() {
        var config =
                DecoderConfig.of(96, 16, 1, 8).positions(new Positions.Alibi()).build();
        var decoder = new Decoder(config, Parameters.initialised(1));
        assertThatThrownBy(() -> GgufDecoders.save(decoder, folder.resolve("m.gguf"), WeightFormat.F16, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("supported are llama");
    }
}
