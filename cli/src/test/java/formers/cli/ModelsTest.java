package formers.cli;

import static org.assertj.core.api.Assertions.assertThat;
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
        assertThat(Models.readAhead("generate", file.toString(), "--prompt", "x"))
                .isTrue();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> Models.open(file))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("expected \"GGUF\"");
        }
    }

    @Test
    void foldersAreReadAheadToo() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{");
        assertThat(Models.readAhead("chat", folder.toString())).isTrue();
        assertThatThrownBy(() -> Models.open(folder)).isInstanceOf(CheckpointException.class);
        assertThat(Models.readAhead("eval", folder.toString())).isFalse();
    }

    @Test
    void otherCommandLinesAreLeftAlone() throws IOException {
        var file = Files.createFile(folder.resolve("a.gguf")).toString();
        assertThat(Models.readAhead()).isFalse();
        assertThat(Models.readAhead("generate")).isFalse();
        assertThat(Models.readAhead("quantize", file)).isFalse();
        assertThat(Models.readAhead("generate", "--json", file)).isFalse();
        assertThat(Models.readAhead("generate", folder.toString())).isFalse();
        assertThat(Models.readAhead("generate", file + ".gguf")).isFalse();
        assertThat(Models.readAhead("chat", "a\0.gguf")).isFalse();
    }
}
