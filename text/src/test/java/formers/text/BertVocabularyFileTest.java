package formers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BertVocabularyFileTest {

    private static final String TOKENS = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nun\n##aff\n##able\n,\n";

    @TempDir
    Path folder;

    @Test
    void linesAreTokens() throws IOException {
        var json = BertVocabularyFile.read(write(TOKENS));
        try (var library = new LibraryTokenizer(folder, json)) {
            assertThat(library.encode("Unaffable, unable x")).containsExactly(5, 6, 7, 8, 5, 7, 1);
            assertThat(library.decode(5, 6, 7, 8)).isEqualTo("unaffable,");
        }
        assertThat(json.at("/post_processor/single/0/SpecialToken/id").stringValue())
                .isEqualTo("[CLS]");
        assertThat(json.at("/post_processor/single/2/SpecialToken/id").stringValue())
                .isEqualTo("[SEP]");
        assertThat(json.get("added_tokens").size()).isEqualTo(5);
    }

    @Test
    void caseIsKeptWhereTheConfigurationSaysSo() throws IOException {
        var file = write(TOKENS.replace("un", "Un"));
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"do_lower_case\": false}");
        try (var library = new LibraryTokenizer(folder, BertVocabularyFile.read(file))) {
            assertThat(library.encode("Unable unable")).containsExactly(5, 7, 1);
        }
    }

    @Test
    void whatIsNoVocabularyIsRefused() throws IOException {
        assertRefused(write("a\nb\n"), "2 tokens", "[UNK]");
        assertRefused(write("[UNK]\na\na\n"), "tokens 1 and 2", "'a'");
        assertRefused(Files.write(folder.resolve("vocab.txt"), new byte[] {'a', (byte) 0xE9, 'b'}), "not UTF-8");
    }

    private static void assertRefused(Path file, String... message) {
        assertThatThrownBy(() -> BertVocabularyFile.read(file))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll(message);
    }

    private Path write(String tokens) throws IOException {
        return Files.writeString(folder.resolve("vocab.txt"), tokens);
    }
}
