package formers.papers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import formers.tensor.RandomSource;
import formers.text.InputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ByteTextTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void ofSeveralDocumentsEveryTenthIsHeldOut() {
        var text = ByteText.split(IntStream.range(0, 20)
                .mapToObj(i -> bytes("" + (char) ('a' + i)))
                .toList());
        assertThat(text.training()).isEqualTo(bytes("abcdefghiklmnopqrs"));
        assertThat(text.validation()).isEqualTo(bytes("jt"));
    }

    @Test
    void ofAFewTheLastOfOneTheLastTenth() {
        assertThat(ByteText.split(List.of(bytes("ab"), bytes("c"), bytes("d"))))
                .satisfies(it -> assertThat(it.training()).isEqualTo(bytes("abc")))
                .satisfies(it -> assertThat(it.validation()).isEqualTo(bytes("d")));
        assertThat(ByteText.split(List.of(bytes("0123456789ABCDEFGHIJ"))).validation())
                .isEqualTo(bytes("IJ"));
    }

    @Test
    void targetsAreTheBytesThatFollow() {
        var text = new ByteText(bytes("abcdefghijklmnop"), bytes("ABCDEFGHIJ"));
        var held = text.heldOut(3, 4);
        assertThat(held.ids().toInts()).containsExactly('A', 'B', 'C', 'D', 'C', 'D', 'E', 'F', 'F', 'G', 'H', 'I');
        assertThat(held.targets().toInts()).containsExactly('B', 'C', 'D', 'E', 'D', 'E', 'F', 'G', 'G', 'H', 'I', 'J');
        var drawn = text.random(4, 5, RandomSource.seeded(1));
        var ids = drawn.ids().toInts();
        var targets = drawn.targets().toInts();
        assertThat(IntStream.range(0, ids.length)).allMatch(i -> targets[i] == ids[i] + 1);
        assertThat(text.random(4, 5, RandomSource.seeded(1)).ids().toInts()).isEqualTo(ids);
    }

    @Test
    void bytesAboveTheMiddleAreIdsToo() {
        var text = new ByteText(new byte[] {-1, -2, -3}, new byte[] {-1, -2, -3});
        assertThat(text.heldOut(1, 2).ids().toInts()).containsExactly(255, 254);
    }

    @Test
    void theBitsOfEvenBytesAreCounted() {
        var even = new byte[1 << 16];
        for (int i = 0; i < even.length; i++) {
            even[i] = (byte) (i * 31 + i / 256);
        }
        assertThat(new ByteText(even, even).unigramBits()).isEqualTo(8, org.assertj.core.api.Assertions.within(1e-3));
        assertThat(new ByteText(even, new byte[10_000]).deflateBits()).isBetween(0.001, 0.1);
    }

    @Test
    void tooLittleTextSaysHowMuchIsWanted(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("short.txt"), "a few words");
        var experiment = new Experiment(Budget.TINY, 1, List.of(file.toString()), ExperimentListener.silent());
        assertThatThrownBy(() -> experiment.run(new GptPaper(), java.util.Map.of()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("258 bytes are needed")
                .hasMessageContaining("found 10 and 1");
    }
}
