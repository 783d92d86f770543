package formers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class Utf8ListTest {

    @Test
    void textsAreMadeOfTheirBytes() {
        byte[] bytes = "--é--€---x".getBytes(StandardCharsets.UTF_8);
        var list = new Utf8List(bytes, new int[] {4, 9, 11}, 2);
        assertThat(list).containsExactly("é", "€", "").isEqualTo(List.of("é", "€", ""));
        assertThatThrownBy(() -> list.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(Utf8List.of(list)).isSameAs(list);
    }

    @Test
    void bytesThatAreNoTextAreReplaced() {
        assertThat(new Utf8List(new byte[] {'a', (byte) 0xC3}, new int[] {1, 2}, 0))
                .containsExactly("a", "\uFFFD");
    }

    @Test
    void anyListIsTurnedIntoOne() {
        var texts = List.of("a", "", "Ġmöre", "\uD83D\uDE00?");
        assertThat(Utf8List.of(texts)).isEqualTo(texts);
        assertThat(Utf8List.of(List.of())).isEmpty();
    }

    @Test
    void placesThatCannotBeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Utf8List(new byte[9], new int[] {4, 5}, 2))
                .withMessageContaining("may not end at 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Utf8List(new byte[9], new int[] {10}, 0))
                .withMessageContaining("beyond 9 bytes");
    }
}
