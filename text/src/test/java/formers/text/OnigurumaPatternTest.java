package formers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnigurumaPatternTest {

    @ParameterizedTest
    @CsvSource({
        "'\\h+', 'xa3Fg', 'a3F'",
        "'a{,2}b', 'aaab', 'aab'",
        "'\\p{^L}+', 'ab12c', '12'",
        "'[[:digit:]x]+', 'a1x2', '1x2'",
        "'[^[:punct:]]+', '+a,', 'a'",
        "'\\p{Han}+', 'a日本b', '日本'",
        "'(?i:É)', 'xé', 'é'",
        "'^b', 'a|b', 'b'",
        "'{x', 'a{x', '{x'",
        "'[]a]+', 'xa]', 'a]'",
    })
    void meansWhatOnigurumaMeans(String regex, String text, String match) {
        assertThat(matches(regex, text.replace('|', '\n'))).contains(match);
    }

    @Test
    void aRangeWithPlusIsNotPossessive() {
        assertThat(matches("(?:a{1,2}+)b", "aaaab")).containsExactly("aaaab");
        assertThat(matches("a{1,2}+a", "aaa")).containsExactly("aaa");
    }

    @Test
    void matchesNeverCutACharacter() {
        assertThat(matches("", "😀a")).hasSize(3);
        assertThat(matches("[^\\p{So}]", "😀a")).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource({"(", "[a", "\\p{Klingon}", "(?~a)", "\\k<a>", "*a", "\\"})
    void whatCannotBeTranslatedIsRefused(String regex) {
        assertThatThrownBy(() -> new OnigurumaPattern(regex)).isInstanceOf(InputException.class);
    }

    @Test
    @Timeout(30)
    void hostileExpressionsEnd() {
        assertThatThrownBy(() -> matches("(.*,){12}P", "1,".repeat(60)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("too long");
        assertThatThrownBy(() -> matches("(?:a|b)*c", "ab".repeat(500_000))).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> new OnigurumaPattern("(".repeat(9_000) + ")".repeat(9_000)))
                .isInstanceOf(InputException.class);
    }

    private static List<String> matches(String regex, String text) {
        var matches = new ArrayList<String>();
        new OnigurumaPattern(regex).find(text, (start, end) -> matches.add(text.substring(start, end)));
        return matches;
    }
}
