package formers.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineFileTest {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("metrics.jsonl");
    }

    @Test
    void appendsToWhatIsThere() throws IOException {
        try (var lines = LineFile.open(file)) {
            lines.append("{\"step\":1}");
            lines.sync();
        }
        try (var lines = LineFile.open(file)) {
            lines.append("{\"step\":2, \"text\":\"größer\"}");
        }
        assertThat(Files.readString(file)).isEqualTo("{\"step\":1}\n{\"step\":2, \"text\":\"größer\"}\n");
        assertThat(LineFile.lines(file)).containsExactly("{\"step\":1}", "{\"step\":2, \"text\":\"größer\"}");
    }

    @Test
    void anIncompleteLastLineIsCutOff() throws IOException {
        Files.writeString(file, "one\ntwo\nthr");
        assertThat(LineFile.lines(file)).containsExactly("one", "two");
        try (var lines = LineFile.open(file)) {
            lines.append("three");
        }
        assertThat(Files.readString(file)).isEqualTo("one\ntwo\nthree\n");
    }

    @Test
    void aLineThatNeverEndedLeavesAnEmptyFile() throws IOException {
        Files.writeString(file, "on");
        LineFile.open(file).close();
        assertThat(file).isEmptyFile();
    }

    @Test
    void linesFromTheFirstRefusedOneOnAreCutOff() throws IOException {
        Files.writeString(file, "1\n2\n3\n2\n");
        LineFile.open(file, line -> Integer.parseInt(line) <= 2).close();
        assertThat(Files.readString(file)).isEqualTo("1\n2\n");
    }

    @Test
    void aFileWithoutLinesIsNotTouched() throws IOException {
        var binary = new byte[LineFile.LONGEST_LINE + 1];
        Files.write(file, binary);
        assertThatThrownBy(() -> LineFile.open(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll("metrics.jsonl", "at most 1048576 bytes", "at byte 0");
        assertThat(file).hasBinaryContent(binary);
    }

    @Test
    void aLineEndInsideALineIsRefused() throws IOException {
        try (var lines = LineFile.open(file)) {
            assertThatThrownBy(() -> lines.append("a\nb")).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(file).isEmptyFile();
    }
}
