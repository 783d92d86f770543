package formers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NameTableTest {

    @Test
    void everyNameHasItsId() {
        for (int size : new int[] {0, 1, 2, 3, 1000, 1024}) {
            var names = IntStream.range(0, size)
                    .mapToObj(id -> "n" + id % 32 + "-" + id / 32)
                    .toList();
            var table = new NameTable(names);
            for (int id = 0; id < size; id++) {
                assertThat(table.id(names.get(id))).isEqualTo(id);
            }
            assertThat(table.id("n")).isEqualTo(NameTable.NONE);
        }
    }

    /// "Aa" and "BB" have the same hash code.
    @Test
    void namesOfOneHashAreToldApart() {
        var table = new NameTable(List.of("AaAa", "BBBB", "AaBB", "BBAa"), id -> id != 2);
        assertThat(table.id("BBAa")).isEqualTo(3);
        assertThat(table.id("AaBB")).isEqualTo(NameTable.NONE);
    }

    @Test
    void partsOfATextAreFoundAsNamesAre() {
        var table = new NameTable(List.of("", "a", "Aa", "BB", "ĠAa", "a b", "ab"));
        assertThat(part(table, "x|ĠAa|y")).isEqualTo(4);
        assertThat(part(table, "x|Aa|")).isEqualTo(2);
        assertThat(part(table, "Aa||")).isZero();
        assertThat(part(table, "x|Ba|")).isEqualTo(NameTable.NONE);
        assertThat(parts(table, "x|a|b|y")).isEqualTo(6);
        assertThat(parts(table, "|a| b|")).isEqualTo(5);
        assertThat(parts(table, "x|B|B|")).isEqualTo(3);
        assertThat(parts(table, "||BB|x")).isEqualTo(3);
        assertThat(parts(table, "|Ġ|Aa|")).isEqualTo(4);
        assertThat(parts(table, "|b|a|")).isEqualTo(NameTable.NONE);
        assertThat(parts(table, "|a|bb|")).isEqualTo(NameTable.NONE);
    }

    private static int part(NameTable table, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return table.id(bytes, text.indexOf('|') + 1, bytes.length - text.length() + text.lastIndexOf('|'));
    }

    /// The first and the last bar have no two-byte character outside of them.
    private static int parts(NameTable table, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int start = text.indexOf('|') + 1;
        int gap = start;
        while (bytes[gap] != '|') {
            gap++;
        }
        return table.idWithout(bytes, start, gap, bytes.length - text.length() + text.lastIndexOf('|'));
    }

    @Test
    void halvesOfSurrogatePairsAreToldApart() {
        var table = new NameTable(List.of("?", "\uD800", "a\uD801", "a?", "\uD83D\uDE00"));
        assertThat(table.id("\uD800")).isEqualTo(1);
        assertThat(table.id("?")).isZero();
        assertThat(table.id("a\uD801")).isEqualTo(2);
        assertThat(table.id("\uD83D\uDE00")).isEqualTo(4);
        assertThat(table.id("\uD802")).isEqualTo(NameTable.NONE);
    }

    @Test
    void aNameTwiceIsRefused() {
        assertThatThrownBy(() -> new NameTable(List.of("a", "b", "a")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("tokens 0 and 2 are both named 'a'");
    }
}
