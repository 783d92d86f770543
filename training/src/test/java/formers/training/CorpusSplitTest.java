package formers.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import formers.text.BytePairTokenizer;
import formers.text.CharacterTokenizer;
import formers.text.Document;
import formers.text.InputException;
import formers.text.TokenFile;
import formers.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusSplitTest {

    @TempDir
    Path folder;

    @Test
    void everyTenthDocumentIsHeldOutAndOrderIsKept() throws IOException {
        var documents = IntStream.range(0, 200)
                .mapToObj(i -> new Document("d" + i, "<" + i + ">".repeat(1 + i % 7)))
                .toList();
        var tokenizer = BytePairTokenizer.ofBytes();
        assertThat(write(documents, tokenizer)).isEqualTo(200);
        assertThat(ids("train")).isEqualTo(expected(documents, tokenizer, false));
        assertThat(ids("validation")).isEqualTo(expected(documents, tokenizer, true));
    }

    @Test
    void ofOneDocumentTheLastTenthIsHeldOut() throws IOException {
        var text = "abcdefghijk😀mnopqrs😀"; // 20 characters, 22 char values
        var tokenizer = CharacterTokenizer.of(List.of(text));
        assertThat(write(List.of(new Document("d", text)), tokenizer)).isEqualTo(1);
        assertThat(tokenizer.decode(ids("train"))).isEqualTo("abcdefghijk😀mnopqr");
        assertThat(tokenizer.decode(ids("validation"))).isEqualTo("s😀");
    }

    @Test
    void aDocumentThatCannotBeExpressedIsNamedAndLeavesNothing() throws IOException {
        var tokenizer = CharacterTokenizer.of(List.of("ab"));
        var documents = List.of(new Document("one.txt", "ab"), new Document("two.txt", "abc"));
        assertThatThrownBy(() -> write(documents, tokenizer))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll("two.txt", "'c'");
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    private long write(List<Document> documents, Tokenizer tokenizer) throws IOException {
        return CorpusSplit.write(documents::forEach, tokenizer, folder.resolve("train"), folder.resolve("validation"));
    }

    private static int[] expected(List<Document> documents, Tokenizer tokenizer, boolean held) {
        return IntStream.range(0, documents.size())
                .filter(i -> (i % 10 == 9) == held)
                .mapToObj(i -> documents.get(i).text())
                .flatMapToInt(text -> IntStream.concat(
                        IntStream.of(tokenizer.encode(text)),
                        IntStream.of(tokenizer.endOfText().getAsInt())))
                .toArray();
    }

    private int[] ids(String name) throws IOException {
        try (var file = TokenFile.open(folder.resolve(name))) {
            var ids = new int[(int) file.count()];
            file.read(0, ids.length, ids, 0);
            return ids;
        }
    }
}
