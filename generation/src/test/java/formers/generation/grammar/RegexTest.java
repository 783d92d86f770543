package formers.generation.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "",
                "abc|de?|",
                "(?:ab)*c",
                "(a|b)+?c{2,3}",
                "a{0}b{1,}c{3}",
                "[a-c]*",
                "[^a-c]+",
                "[-a]|[b-]",
                "x.y",
                "\\d+\\.\\w\\W",
                "[\\d\\-.]+",
                "(?<year>[0-9]{2})-\\d",
                "^a+$",
                "^(a|b$)|c",
                "\\p{Lu}\\p{Ll}*",
                "\\P{L}+",
                "\\p{L}[\\p{Nd}_]*",
                "\\u0061\\x62\\cA?",
                "\\ud83d\\ude00+",
                "é*ß",
                "[à-ü😀]{2}",
                "(a*)*b",
                "(a|ab)(c|bcd)",
                "((a?){3}b?){0,4}",
                "a??b+?",
                "[\\]\\[^]+",
                "a]b}",
                "(|a)b",
                "(^a|b)(c|d$)",
                "\\t\\n[\\f\\r]|\\/\\.\\$",
            })
    void agreesWithJava(String pattern) {
        var grammar = Grammar.regex(pattern);
        var java = Pattern.compile(pattern);
        var random = new Random(pattern.hashCode());
        int matched = 0;
        for (int round = 0; round < 3000; round++) {
            var text = round % 2 == 0 ? text(random) : RandomWalk.text(grammar, random, 12);
            boolean expected = java.matcher(text).matches();
            assertThat(grammar.matches(text))
                    .as("'%s' against %s", text, pattern)
                    .isEqualTo(expected);
            matched += expected ? 1 : 0;
        }
        assertThat(matched).isPositive();
    }

    private static final String[] CHARACTERS = {
        "a", "b", "c", "d", "x", "y", "A", "0", "7", "-", ".", "_", " ", "\n", "\t", "é", "ß", "ü", "😀", "[", "]", "^",
        "}"
    };

    private static String text(Random random) {
        var text = new StringBuilder();
        for (int n = random.nextInt(6); n > 0; n--) {
            text.append(CHARACTERS[random.nextInt(CHARACTERS.length)]);
        }
        return text.toString();
    }

    @Test
    void randomPatternsAgreeWithJava() {
        var random = new Random(11);
        for (int round = 0; round < 300; round++) {
            var pattern = pattern(random, 3);
            var grammar = Grammar.regex(pattern);
            var java = Pattern.compile(pattern);
            for (int i = 0; i < 60; i++) {
                var text = i % 2 == 0 ? shortText(random) : RandomWalk.text(grammar, random, 8);
                assertThat(grammar.matches(text))
                        .as("'%s' against %s", text, pattern)
                        .isEqualTo(java.matcher(text).matches());
            }
        }
    }

    private static String shortText(Random random) {
        var text = new StringBuilder();
        for (int n = random.nextInt(7); n > 0; n--) {
            text.append((char) ('a' + random.nextInt(3)));
        }
        return text.toString();
    }

    private static String pattern(Random random, int depth) {
        if (depth == 0) {
            return new String[] {"a", "b", "c", "[ab]", "[^a]", "."}[random.nextInt(6)];
        }
        return switch (random.nextInt(5)) {
            case 0 -> pattern(random, depth - 1) + pattern(random, depth - 1);
            case 1 -> "(" + pattern(random, depth - 1) + "|" + pattern(random, depth - 1) + ")";
            case 2 ->
                "(" + pattern(random, depth - 1) + ")"
                        + new String[] {"*", "+", "?", "{2}", "{1,3}"}[random.nextInt(5)];
            case 3 -> pattern(random, depth - 1) + pattern(random, depth - 1) + pattern(random, depth - 1);
            default -> pattern(random, depth - 1);
        };
    }

    @Test
    void spacesAreWhatEveryDialectSays() {
        assertThat(Grammar.regex("\\s").matches("\u00A0"))
                .as("no space to Java")
                .isFalse();
        assertThat(Grammar.regex("\\S").matches("\u00A0"))
                .as("a space to ECMAScript")
                .isFalse();
        assertThat(Grammar.regex("[^\\s]").matches("\u00A0")).isFalse();
        assertThat(Grammar.regex("[^\\S]").matches("\u00A0")).isFalse();
        assertThat(Grammar.regex("\\S[^\\s]").matches("é😀")).isTrue();
        assertThat(Grammar.regex(".").matches("\u0085"))
                .as("a line break to Java")
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "a(?=b) ~ look-ahead",
                "a(?!b) ~ look-ahead",
                "(?<=a)b ~ look-behind",
                "(?<!a)b ~ look-behind",
                "(a)\\1 ~ back-reference \\1",
                "(?<n>a)\\k<n> ~ back-reference \\k",
                "\\bword ~ word boundary",
                "a++ ~ possessive",
                "(?>a) ~ atomic",
                "(?i)a ~ flags",
                "[a&&b] ~ arithmetic of classes",
                "[a[b]] ~ unescaped '['",
                "[] ~ empty class",
                "\\p{Alpha} ~ \\p{Alpha}",
                "\\Aa ~ anchor \\A",
                "\\Qa ~ escape \\Q",
                "\\07 ~ octal",
                "a^b ~ ^ is supported at the beginning",
                "\\ud800 ~ surrogate",
            })
    void whatCannotBeHeldToIsRefusedByName(String pattern, String name) {
        assertThatThrownBy(() -> Grammar.regex(pattern))
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("supported");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a",
                "a)",
                "[a",
                "*a",
                "a**",
                "a{3,2}",
                "a{x}",
                "{2}",
                "\\",
                "\\x1",
                "[b-a]",
                "[\\d-z]",
                "a{1,9999999}"
            })
    void mistakesAreToldWithTheirPlace(String pattern) {
        assertThatThrownBy(() -> Grammar.regex(pattern))
                .isInstanceOf(GrammarException.class)
                .hasMessageMatching(
                        "(?s)(regular expression: .* at position \\d.*|a repetition is 9999999; at most .*)");
    }

    @Test
    void sizesAreBounded() {
        assertThatThrownBy(() -> Grammar.regex("(".repeat(5000) + ")".repeat(5000)))
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining("nested more than 200 deep");
        assertThatThrownBy(() -> Grammar.regex("a".repeat(Limits.SOURCE + 1)))
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining("at most");
        assertThat(Grammar.regex("[a-z]{1,100000}").matches("q".repeat(100_000)))
                .isTrue();
    }
}
