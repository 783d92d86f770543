package formers.generation.alignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LabelsTest {

    record Case(String token, String label) {}

    static List<Case> cases() {
        return List.of(
                new Case("word", "word"),
                new Case(" word\u00A0", "word"),
                new Case("of the", "of the"),
                new Case("", "∅"),
                new Case(" ", "␣"),
                new Case("\u00A0 ", "␣␣"),
                new Case(" \n\t", "␣⏎⇥"),
                new Case("\u2028", "⏎"),
                new Case("a\u0007b\uD83D", "a\uFFFDb\uFFFD"),
                new Case("\uFFFD", "\uFFFD"),
                new Case("👩‍👩‍👧", "👩‍👩‍👧"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void tokensCanBeSeen(Case it) {
        assertThat(Labels.visible(it.token())).isEqualTo(it.label());
    }

    @Test
    void longTokensAreCutBetweenCharacters() {
        var side = Side.ofWords(List.of("a".repeat(24), "a".repeat(25), "😀".repeat(30)));
        assertThat(Labels.of(side)).containsExactly("a".repeat(24), "a".repeat(23) + "…", "😀".repeat(23) + "…");
    }
}
