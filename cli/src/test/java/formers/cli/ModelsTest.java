package formers.cli;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import formers.models.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsTest {

    @TempDir
    Path folder;

    @Test
    void whatWasReadAheadFailsAsIfItWereReadThen() throws IOException {
        var file = Files.writeString(folder.resolve("broken.gguf"), "no model, but long enough for a header");
        Models.readAhead("generate", file.toString(), "--prompt", "x");
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> Models.open(file))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("expected \"GGUF\"");
        }
    }

    @Test
    void otherCommandLinesAreLeftAlone() {
        Models.readAhead();
        Models.readAhead("generate");
        Models.readAhead("train", folder.resolve("a.gguf").toString());
        Models.readAhead("generate", folder.resolve("missing.gguf").toString());
        Models.readAhead("chat", "--help.gguf\0");
    }
}
