package formers.generation.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AutomatonTest {

    private static Automaton automaton(String pattern) {
        return Automaton.of(Regex.whole(pattern));
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        for (int n = random.nextInt(9); n > 0; n--) {
            text.appendCodePoint("abc0é😀".codePoints().toArray()[random.nextInt(6)]);
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a*",
                "(a|ab)(c|bc)*",
                "((a?b*)*c)+",
                "[^a]{2,4}a?",
                "(a{2,3}b)*",
                "(|a|b){3}",
                "a{2,}é+",
                "(x*y?)*a*"
            })
    void combinationsAreThoseOfTheirTexts(String pattern) {
        var random = new Random(1);
        var other = "[ab]*(c|é)?.*";
        var one = automaton(pattern);
        var two = automaton(other);
        var both = one.and(two);
        var rest = one.minus(two);
        var some = one.ofLength(2, 4);
        var rules = Grammar.of(new Rule("r", one.rules("r", Expression::chars)));
        for (int i = 0; i < 4000; i++) {
            var text = text(random);
            boolean inOne = Pattern.matches(pattern, text);
            boolean inTwo = Pattern.matches(other, text);
            int length = text.codePointCount(0, text.length());
            assertThat(one.accepts(text)).as(text).isEqualTo(inOne);
            assertThat(rules.matches(text)).as(text).isEqualTo(inOne);
            assertThat(both.accepts(text)).as(text).isEqualTo(inOne && inTwo);
            assertThat(rest.accepts(text)).as(text).isEqualTo(inOne && !inTwo);
            assertThat(some.accepts(text)).as(text).isEqualTo(inOne && length >= 2 && length <= 4);
        }
    }

    @Test
    void multiples() {
        var sevens = automaton("-?\\d{1,5}").multipleOf(7);
        for (int i = -500; i < 500; i++) {
            assertThat(sevens.accepts(Integer.toString(i))).isEqualTo(i % 7 == 0);
        }
    }

    @Test
    void whatHasNoTextIsEmpty() {
        assertThat(automaton("a+").and(automaton("b+")).isEmpty()).isTrue();
        assertThat(automaton("a+b").minus(automaton("a*b?")).isEmpty()).isTrue();
        assertThat(automaton("a*").isEmpty()).isFalse();
        assertThat(automaton("a{3}").ofLength(4, Expression.UNBOUNDED).isEmpty())
                .isTrue();
    }

    @Test
    void sizeIsBounded() {
        assertThatThrownBy(() -> automaton(".*a.{20}"))
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining("more than 10000 states");
        assertThatThrownBy(() -> automaton("((a{1000}){1000}){1000}"))
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining("written out");
    }
}
