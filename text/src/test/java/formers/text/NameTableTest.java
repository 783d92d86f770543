package formers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        assertThat(table.id("xĠAay", 1, 4)).isEqualTo(4);
        assertThat(table.id("xAa", 1, 3)).isEqualTo(2);
        assertThat(table.id("Aa", 1, 1)).isZero();
        assertThat(table.id("xBa", 1, 3)).isEqualTo(NameTable.NONE);
        assertThat(table.idWithout("a b", 1)).isEqualTo(6);
        assertThat(table.idWithout("a  b", 1)).isEqualTo(5);
        assertThat(table.idWithout("B B", 1)).isEqualTo(3);
        assertThat(table.idWithout(" BB", 0)).isEqualTo(3);
        assertThat(table.idWithout("Ġ Aa", 1)).isEqualTo(4);
        assertThat(table.idWithout("b a", 1)).isEqualTo(NameTable.NONE);
    }

    @Test
    void aNameTwiceIsRefused() {
        assertThatThrownBy(() -> new NameTable(List.of("a", "b", "a")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("tokens 0 and 2 are both named 'a'");
    }
}
