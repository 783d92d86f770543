package formers.generation.grammar;

import static formers.generation.grammar.Expression.UNBOUNDED;
import static formers.generation.grammar.Expression.any;
import static formers.generation.grammar.Expression.choice;
import static formers.generation.grammar.Expression.optional;
import static formers.generation.grammar.Expression.repeat;
import static formers.generation.grammar.Expression.sequence;
import static formers.generation.grammar.Expression.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GrammarTest {

    private static Grammar grammar(Expression expression) {
        return Grammar.of(new Rule("root", expression));
    }

    @Test
    void anyCharacterIsReadAsItsBytes() {
        var all = grammar(Expression.chars(CodePoints.ALL));
        for (int c : new int[] {0, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF}) {
            assertThat(all.matches(Character.toString(c))).as("U+%04X", c).isTrue();
        }
        assertThat(all.matches("")).isFalse();
        assertThat(all.matches("ab")).isFalse();
    }

    @Test
    void everyRangeOfCharactersIsExact() {
        var random = new Random(3);
        for (int round = 0; round < 60; round++) {
            int first = random.nextInt(0x110000) >> random.nextInt(16);
            int last = Math.min(0x10FFFF, first + (random.nextInt(0x110000) >> random.nextInt(20)));
            var set = CodePoints.range(first, last).and(CodePoints.ALL);
            if (set.isEmpty()) {
                continue;
            }
            var grammar = grammar(Expression.chars(set));
            for (int c : new int[] {first - 1, first, (first + last) / 2, last, last + 1, random.nextInt(0x110000)}) {
                if (Character.isValidCodePoint(c) && !(c >= 0xD800 && c < 0xE000)) {
                    assertThat(grammar.matches(Character.toString(c)))
                            .as("U+%04X in U+%04X..U+%04X", c, first, last)
                            .isEqualTo(first <= c && c <= last);
                }
            }
        }
    }

    @Test
    void bytesThatAreNoUtf8AreNotAccepted() {
        var start = grammar(any(Expression.chars(CodePoints.ALL))).start();
        assertThat(start.accept((byte) 0xC0)).as("an overlong form").isNull();
        assertThat(start.accept((byte) 0x80)).as("a continuation").isNull();
        assertThat(start.accept((byte) 0xED).accept((byte) 0xA0))
                .as("a surrogate")
                .isNull();
        assertThat(start.accept((byte) 0xF4).accept((byte) 0x90))
                .as("above U+10FFFF")
                .isNull();
        assertThat(start.accept((byte) 0xE2).canEnd()).as("half a character").isFalse();
    }

    @Test
    void rulesMayBeAboutThemselves() {
        var list = new Rule("list");
        var nested = sequence(text("["), any(new Expression.Call(list)), text("]"));
        list.define(nested);
        var grammar = Grammar.of(list);
        assertThat(grammar.matches("[[][[][]]]")).isTrue();
        assertThat(grammar.matches("[[]")).isFalse();
        assertThat(grammar.matches("[]]")).isFalse();
        assertThat(grammar.matches("[".repeat(20_000) + "]".repeat(20_000))).isTrue();
    }

    @Test
    void manyRepetitionsAreCountedNotWrittenOut() {
        var thousands = grammar(repeat(choice(text("a"), text("bc")), 1000, 100_000));
        assertThat(thousands.matches("a".repeat(999))).isFalse();
        assertThat(thousands.matches("abc".repeat(500))).isTrue();
        assertThat(thousands.matches("a".repeat(100_000))).isTrue();
        assertThat(thousands.matches("a".repeat(100_001))).isFalse();
        var atLeast = grammar(repeat(text("a"), 3, UNBOUNDED));
        assertThat(atLeast.matches("aa")).isFalse();
        assertThat(atLeast.matches("aaaaaaa")).isTrue();
    }

    @Test
    void countedRoundsMayBeEmpty() {
        var perhaps = new Rule("perhaps", optional(sequence(optional(text("x")), any(text("y")))));
        var grammar = grammar(repeat(new Expression.Call(perhaps), 5, 100_000));
        assertThat(grammar.matches("")).isTrue();
        assertThat(grammar.matches("xxyxyy")).isTrue();
        assertThat(grammar.matches("xz")).isFalse();
        var nothing = grammar(sequence(repeat(repeat(text("a"), 0, 0), 2, 7), text("b")));
        assertThat(nothing.matches("b")).isTrue();
        assertThat(grammar(any(any(optional(text("a"))))).matches("aaa")).isTrue();
    }

    @Test
    void partsOfWhichThereIsNoTextAreNoWayToGo() {
        var endless = new Rule("endless");
        endless.define(sequence(text("a"), new Expression.Call(endless)));
        var grammar = grammar(choice(sequence(text("x"), new Expression.Call(endless)), text("y")));
        assertThat(grammar.start().accept((byte) 'x')).isNull();
        assertThat(grammar.matches("y")).isTrue();
        assertThatThrownBy(() -> Grammar.of(endless))
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining("no text")
                .hasMessageContaining("endless");
    }

    @Test
    void rulesThatBeginWithThemselvesAreRefusedByName() {
        var sum = new Rule("sum");
        var term = new Rule("term");
        sum.define(choice(sequence(optional(text("-")), new Expression.Call(term)), text("1")));
        term.define(sequence(new Expression.Call(sum), text("+")));
        var root = new Rule("root", sequence(text("="), new Expression.Call(sum)));
        assertThatThrownBy(() -> Grammar.of(root))
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining("begins with itself")
                .hasMessageContaining("sum -> term -> sum");
    }

    @Test
    void tooManyReadingsAreRefusedWhileReading() {
        var ambiguous = grammar(repeat(repeat(choice(text("a"), text("aa"), text("aaa")), 1, 5000), 1, 5000));
        assertThatThrownBy(() -> ambiguous.matches("a".repeat(4000)))
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining("less ambiguous");
    }

    @Test
    void statesThatDifferInFarBoundsOnlyAreOneForAFewBytes() {
        var grammar = grammar(repeat(Expression.range('a', 'z'), 0, 1000));
        var one = grammar.start().accept((byte) 'q');
        var two = one.accept((byte) 'q');
        assertThat(one).isNotEqualTo(two);
        assertThat(one.within(20)).isSameAs(two.within(20));
        var state = grammar.start();
        for (byte b : "a".repeat(990).getBytes(StandardCharsets.US_ASCII)) {
            state = state.accept(b);
        }
        assertThat(state.within(20)).isSameAs(state);
        assertThat(state.within(5)).isSameAs(two.within(5));
    }

    @Test
    void memoryOfStatesIsBounded() {
        var grammar = grammar(repeat(Expression.range('a', 'z'), 0, Limits.REMEMBERED));
        var text = "a".repeat(Limits.REMEMBERED / 4);
        assertThat(grammar.matches(text)).isTrue();
        assertThat(grammar.matches(text)).isTrue();
    }
}
