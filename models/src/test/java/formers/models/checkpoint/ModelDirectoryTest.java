package formers.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

class ModelDirectoryTest {

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        var model = ModelDirectory.create(folder.resolve("runs/nano"));
        model.writeConfig(
                JsonNodeFactory.instance.objectNode().put("model_type", "gpt2").put("n_layer", 4));
        model.writeWeights(new SafetensorsWriter().floats("w", DType.BF16, new int[] {1}, new float[] {3}, 0));
        assertThat(ModelDirectory.open(model.path()).generationConfig()).isEmpty();
        assertThat(model.hasTokenizer()).isFalse();
        model.writeGenerationConfig(JsonNodeFactory.instance.objectNode().put("temperature", 0.8));
        model.writeTokenizer("{}");

        var read = ModelDirectory.open(model.path());
        assertThat(read.config().requireInt("n_layer", 1, 100)).isEqualTo(4);
        assertThat(read.generationConfig().orElseThrow().requireDouble("temperature", 0, 2))
                .isEqualTo(0.8);
        assertThat(read.tokenizer()).hasContent("{}");
        try (var weights = read.weights()) {
            assertThat(weights.floats("w")).containsExactly(3);
        }
        assertThat(Files.readString(model.path().resolve("config.json")))
                .isEqualTo("{\n  \"model_type\" : \"gpt2\",\n  \"n_layer\" : 4\n}\n");
    }

    @Test
    void theEndsOfTextsAreThoseOfTheGenerationConfigOrElseOfTheConfig() throws IOException {
        var model = ModelDirectory.create(folder.resolve("model"));
        var json = JsonNodeFactory.instance;
        model.writeConfig(json.objectNode().put("model_type", "llama"));
        assertThat(model.endTokens()).isEmpty();
        model.writeConfig(json.objectNode().put("model_type", "llama").put("eos_token_id", 2));
        assertThat(model.endTokens()).containsExactly(2);
        var several = json.objectNode();
        several.putArray("eos_token_id").add(7).add(9);
        model.writeGenerationConfig(several);
        assertThat(model.endTokens()).containsExactly(7, 9);
    }

    @Test
    void anythingElseIsRefusedWithWhatIsThere() throws IOException {
        assertThatThrownBy(() -> ModelDirectory.open(folder.resolve("none")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("found nothing of that name");
        var file = Files.writeString(folder.resolve("notes.txt"), "x");
        assertThatThrownBy(() -> ModelDirectory.open(file)).hasMessageContaining("found a file");
        assertThatThrownBy(() -> ModelDirectory.open(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll("not a model directory", "expected config.json", "found notes.txt");
        Files.writeString(folder.resolve("config.json"), "{}");
        assertThatThrownBy(() -> ModelDirectory.open(folder))
                .hasMessageContainingAll("expected model.safetensors or", "found config.json, notes.txt");
        assertThatThrownBy(() -> new ModelDirectory(folder).tokenizer())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("expected tokenizer.json");
        assertThatThrownBy(() -> ModelDirectory.create(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is a file");
    }
}
