package formers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// A real pretrained model, through the command: greedy text equals what the original implementation wrote.
@Tag("shared-data")
class PretrainedModelTest {

    private static final Path DATA = Path.of(System.getenv().getOrDefault("FORMERS_DATA", "../../shared/data"));

    @Test
    void writesWhatTheOriginalImplementationWrote() throws IOException {
        var model = DATA.resolve("tinystories-260k");
        assertThat(model)
                .describedAs("shared data: set FORMERS_DATA to its folder")
                .isDirectory();
        var expected = new JsonMapper().readTree(Files.readString(model.resolve("expected-greedy.json")));
        for (var example : expected) {
            var prompt = example.get("prompt").stringValue();
            var run = CommandRun.of(
                    "generate", model.toString(), "--prompt", prompt, "--temperature", "0", "--max-tokens", "160");
            assertThat(run.code()).describedAs(run.err()).isZero();
            assertThat(run.out()).startsWith(example.get("text").stringValue());
        }
    }
}
