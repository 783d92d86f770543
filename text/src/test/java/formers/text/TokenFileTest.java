package formers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {

    @TempDir
    Path folder;

    private final Tokenizer bytes = BytePairTokenizer.ofBytes();

    @Test
    void whatIsWrittenIsRead() throws IOException {
        try (var tokens = TokenFile.open(written(bytes, new int[] {1, 2, 256}, new int[] {0, 255}))) {
            assertThat(tokens.count()).isEqualTo(5);
            assertThat(tokens.vocabulary()).isEqualTo(257);
            var slice = new int[5];
            tokens.read(1, 3, slice, 2);
            assertThat(slice).containsExactly(0, 0, 2, 256, 0);
            assertThatThrownBy(() -> tokens.read(3, 3, slice, 0)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(tokens.isOf(bytes)).isTrue();
            assertThat(tokens.isOf(CharacterTokenizer.of(List.of("ab")))).isFalse();
        }
    }

    @Test
    void largeVocabulariesTakeFourBytes() throws IOException {
        var wide = new CharacterTokenizer(
                IntStream.range(0x10000, 0x10000 + 70_000).toArray());
        var file = written(wide, new int[] {69_999, 1});
        assertThat(Files.size(file)).isEqualTo(32 + 8);
        try (var tokens = TokenFile.open(file)) {
            var read = new int[2];
            tokens.read(0, 2, read, 0);
            assertThat(read).containsExactly(69_999, 1);
        }
    }

    @Test
    void vocabulariesOfTheSameSizeAreToldApart() throws IOException {
        try (var tokens = TokenFile.open(written(CharacterTokenizer.of(List.of("ab")), new int[] {0}))) {
            assertThat(tokens.isOf(CharacterTokenizer.of(List.of("ba")))).isTrue();
            assertThat(tokens.isOf(CharacterTokenizer.of(List.of("ac")))).isFalse();
        }
    }

    @Test
    void nothingIsLeftOfAnAbandonedFile() throws IOException {
        var file = folder.resolve("t");
        try (var writer = new TokenFile.Writer(file, bytes)) {
            writer.add(new int[] {1});
            assertThatThrownBy(() -> writer.add(new int[] {257})).isInstanceOf(IllegalArgumentException.class);
        }
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void damagedFilesAreRefused() throws IOException {
        var file = written(bytes, new int[] {1, 2, 3});
        byte[] good = Files.readAllBytes(file);
        for (int length = 0; length < good.length; length++) {
            Files.write(file, Arrays.copyOf(good, length));
            assertRefused(file);
        }
        Files.write(file, Arrays.copyOf(good, good.length + 1));
        assertRefused(file);
        for (int at : new int[] {0, 8, 11, 12, 16, 23}) {
            byte[] bad = good.clone();
            bad[at] ^= (byte) 0x83;
            Files.write(file, bad);
            if (at != 8) { // a vocabulary of another size is another file, not a damaged one
                assertRefused(file);
            }
        }
    }

    @Test
    void aTokenBeyondTheVocabularyIsDamage() throws IOException {
        var file = written(bytes, new int[] {1, 2, 3});
        byte[] bad = Files.readAllBytes(file);
        bad[32 + 3] = 2; // the second token, 2 + 512
        Files.write(file, bad);
        try (var tokens = TokenFile.open(file)) {
            assertThatThrownBy(() -> tokens.read(0, 3, new int[3], 0))
                    .isInstanceOf(InputException.class)
                    .hasMessageContainingAll("token 1 is 514", "257");
        }
    }

    private static void assertRefused(Path file) {
        assertThatThrownBy(() -> TokenFile.open(file).close())
                .isInstanceOf(InputException.class)
                .hasMessageContaining(file.toString());
    }

    private Path written(Tokenizer tokenizer, int[]... documents) throws IOException {
        var file = folder.resolve("tokens");
        try (var writer = new TokenFile.Writer(file, tokenizer)) {
            for (var document : documents) {
                writer.add(document);
            }
            writer.commit();
        }
        return file;
    }
}
