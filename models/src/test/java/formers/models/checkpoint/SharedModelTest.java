package formers.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real model as Hugging Face's library wrote it. Needs the shared data: `FORMERS_DATA`, or
/// `../shared/data` beside the project.
@Tag("shared-data")
class SharedModelTest {

    private static Path model() {
        String data = System.getenv("FORMERS_DATA");
        var folder = (data == null ? Path.of("..", "..", "shared", "data") : Path.of(data)).resolve("tinystories-260k");
        assertThat(folder).as("shared data; set FORMERS_DATA to its folder").isDirectory();
        return folder;
    }

    @Test
    void aRealModelIsRead() throws IOException {
        var directory = ModelDirectory.open(model());
        var config = directory.config();
        assertThat(config.requireOneOf("model_type", "llama")).isEqualTo("llama");
        int vocabulary = config.requireInt("vocab_size", 1, 1 << 20);
        int width = config.requireInt("hidden_size", 1, 1 << 16);
        int layers = config.requireInt("num_hidden_layers", 1, 1000);
        assertThat(directory.generationConfig().orElseThrow().ints("eos_token_id", 0, vocabulary))
                .containsExactly(2);
        assertThat(directory.tokenizer()).isRegularFile();
        try (var weights = directory.weights()) {
            assertThat(weights.metadata()).containsEntry("format", "pt");
            assertThat(weights.names()).hasSize(2 + 9 * layers);
            assertThat(weights.shape("model.embed_tokens.weight").extents()).containsExactly(vocabulary, width);
            double sum = 0;
            long count = 0;
            for (var name : weights.names()) {
                for (float value : weights.floats(name)) {
                    sum += (double) value * value;
                    count++;
                }
            }
            assertThat(count).isEqualTo(260_032);
            assertThat(Math.sqrt(sum / count)).isBetween(0.01, 10.0);
        }
    }

    @Test
    void writtenAgainItHasTheSameTensors(@TempDir Path folder) throws IOException {
        var copy = folder.resolve("model.safetensors");
        try (var weights = Checkpoint.open(model())) {
            var writer = new SafetensorsWriter();
            for (var entry : weights.entries()) {
                writer.floats(
                        entry.name(), entry.dtype(), entry.tensorShape().extents(), weights.floats(entry.name()), 0);
            }
            writer.write(copy);
            assertThat(Files.size(copy)).isBetween(Files.size(model().resolve("model.safetensors")) - 64, 1L << 21);
            try (var copied = Checkpoint.open(copy)) {
                for (var name : weights.names()) {
                    assertThat(copied.bytes(name).mismatch(weights.bytes(name))).isEqualTo(-1);
                }
            }
        }
    }
}
