package formers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParallelTextTest {

    @TempDir
    private Path folder;

    private List<String> file(String name, String text) throws IOException {
        return List.of(Files.writeString(folder.resolve(name), text).toString());
    }

    @Test
    void onlyALineFeedEndsALine() throws IOException {
        var source = file("en", "one\r\n\ntwo\u2028half\rhalf\nlast");
        var target = file("de", "eins\n\nzwei\nletzte\n");
        var pairs = ParallelText.of(source, target);
        assertThat(pairs.source()).containsExactly("one", "", "two\u2028half\rhalf", "last");
        assertThat(pairs.target()).containsExactly("eins", "", "zwei", "letzte");
    }

    @Test
    void sidesOfUnequalLengthAreRefused() throws IOException {
        var source = file("en", "one\ntwo\n");
        var target = file("de", "eins\n");
        assertThatThrownBy(() -> ParallelText.of(source, target))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("has 2 lines")
                .hasMessageContaining("has 1:");
    }

    @Test
    void whatIsHeldOutAndTheRestAreThePairs() {
        var pairs = new ParallelText(List.of("a", "b", "c", "d", "e"), List.of("A", "B", "C", "D", "E"));
        assertThat(pairs.held(2)).isEqualTo(new ParallelText(List.of("b", "d"), List.of("B", "D")));
        assertThat(pairs.rest(2)).isEqualTo(new ParallelText(List.of("a", "c", "e"), List.of("A", "C", "E")));
    }

    @Test
    void theJdksMessagesAreThousandsOfPairs() {
        var german = JdkMessages.in("de");
        assertThat(german.size()).isGreaterThan(2500);
        assertThat(new HashSet<>(german.source())).hasSize(german.size());
        int at = german.source().indexOf("unclosed text block");
        assertThat(german.target().get(at)).isEqualTo("Nicht geschlossener Textblock");
        assertThat(german.source()).noneMatch(line -> line.contains("\\n") || line.contains("\n"));
        assertThat(german.target()).anyMatch(line -> line.contains("ü")).noneMatch(line -> line.contains("\\u00"));
    }

    @Test
    void aLanguageTheJdkDoesNotSpeakIsRefused() {
        assertThatThrownBy(() -> JdkMessages.in("tlh"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("'tlh'")
                .hasMessageContaining("zh_CN");
    }
}
