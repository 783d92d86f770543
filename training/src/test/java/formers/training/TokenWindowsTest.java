package formers.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import formers.text.CharacterTokenizer;
import formers.text.TokenFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenWindowsTest {

    private static final int COUNT = 103;
    private static final int ROWS = 4;
    private static final int TIME = 8;

    @TempDir
    Path folder;

    @Test
    void aBatchDependsOnSeedAndIndexAlone() throws IOException {
        try (var file = counting(COUNT)) {
            var data = TokenWindows.random(file, ROWS, TIME, 5);
            var fifth = data.batch(5).ids();
            for (int index = 0; index < 5; index++) {
                assertThat(data.batch(index).ids()).isNotEqualTo(fifth);
            }
            assertThat(TokenWindows.random(file, ROWS, TIME, 5).batch(5).ids()).isEqualTo(fifth);
            // Nor is one seed's sequence another's, a step later.
            var other = TokenWindows.random(file, ROWS, TIME, 6);
            for (int index = 0; index < 10; index++) {
                assertThat(other.batch(index).ids()).isNotEqualTo(fifth);
            }
        }
    }

    @Test
    void targetsAreOneAhead() throws IOException {
        try (var file = counting(COUNT)) {
            var batch = TokenWindows.random(file, ROWS, TIME, 1).batch(0);
            assertThat(batch.targets())
                    .isEqualTo(Arrays.stream(batch.ids()).map(id -> id + 1).toArray());
        }
    }

    @Test
    void everyStartComesUpFirstAndLastIncluded() throws IOException {
        try (var file = counting(COUNT)) {
            var data = TokenWindows.random(file, ROWS, TIME, 2);
            var starts = new HashSet<Integer>();
            for (int index = 0; index < 500; index++) {
                var ids = data.batch(index).ids();
                for (int row = 0; row < ROWS; row++) {
                    starts.add(ids[row * TIME]);
                }
            }
            assertThat(starts).hasSize(COUNT - TIME).contains(0, COUNT - TIME - 1);
        }
    }

    @Test
    void validationCoversTheFileOnce() throws IOException {
        try (var file = counting(COUNT)) {
            var data = TokenWindows.inOrder(file, ROWS, TIME);
            var all = IntStream.range(0, data.batches())
                    .flatMap(i -> Arrays.stream(data.batch(i).ids()))
                    .toArray();
            assertThat(all)
                    .isEqualTo(IntStream.range(0, (COUNT - 1) / TIME * TIME).toArray());
        }
    }

    @Test
    void oneWindowIsTheLeast() throws IOException {
        try (var file = counting(TIME + 1)) {
            assertThat(TokenWindows.random(file, 1, TIME, 0).batch(0).ids())
                    .isEqualTo(IntStream.range(0, TIME).toArray());
            assertThatThrownBy(() -> TokenWindows.random(file, 1, TIME + 1, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("9", "window");
        }
    }

    /// A file in which the token at a place is the place.
    private TokenFile counting(int count) throws IOException {
        var file = folder.resolve("tokens" + count);
        var numbers = IntStream.range(0, count).toArray();
        try (var writer = new TokenFile.Writer(
                file,
                new CharacterTokenizer(IntStream.range(0x4E00, 0x4E00 + count).toArray()))) {
            writer.add(numbers);
            writer.commit();
        }
        return TokenFile.open(file);
    }
}
