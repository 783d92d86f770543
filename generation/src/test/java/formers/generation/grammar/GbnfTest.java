package formers.generation.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GbnfTest {

    private static final String ARITHMETIC = """
            # sums of equations
            root   ::= (expr "=" ws term "\\n")+
            expr   ::= term ([-+*/] term)*
            term   ::= ident | num |
                       "(" ws expr ")" ws   # nested
            ident  ::= [a-z] [a-z0-9_]* ws
            num    ::= [0-9]+ ws
            ws     ::= [ \\t\\n]*
            """;

    private static final String LIST = """
            root ::= item{2,3}
            item ::= "- " [^\\r\\n\\x0b\\x0c\\u2028\\u2029]+ "\\n"
            """;

    private static final String JSON = """
            root   ::= object
            value  ::= object | array | string | number | ("true" | "false" | "null") ws

            object ::=
              "{" ws (
                string ":" ws value
                ("," ws string ":" ws value)*
              )? "}" ws

            array  ::= "[" ws ( value ("," ws value)* )? "]" ws
            string ::=
              "\\"" (
                [^"\\\\\\x7F\\x00-\\x1F] |
                "\\\\" (["\\\\bfnrt] | "u" [0-9a-fA-F]{4})
              )* "\\"" ws
            number ::= ("-"? ([0-9] | [1-9] [0-9]{0,15})) ("." [0-9]+)? ([eE] [-+]? [0-9] [1-9]{0,15})? ws
            ws ::= | " " | "\\n" [ \\t]{0,20}
            """;

    @Test
    void arithmetic() {
        var grammar = Grammar.gbnf(ARITHMETIC);
        assertThat(grammar.matches("x+1 = 2\n")).isTrue();
        assertThat(grammar.matches("(x *(2 -y_2))/3= a\n\nb=c\n")).isTrue();
        assertThat(grammar.matches("x+=2\n")).isFalse();
        assertThat(grammar.matches("(x=2\n")).isFalse();
        assertThat(grammar.matches("")).isFalse();
    }

    @Test
    void lists() {
        var grammar = Grammar.gbnf(LIST);
        assertThat(grammar.matches("- one\n- zwei ü😀\n")).isTrue();
        assertThat(grammar.matches("- one\n")).isFalse();
        assertThat(grammar.matches("- one\n- two\n- three\n- four\n")).isFalse();
        assertThat(grammar.matches("- one\n- \u2028\n")).isFalse();
    }

    @Test
    void json() {
        var grammar = Grammar.gbnf(JSON);
        assertThat(grammar.matches("{\"a\": [1, -2.5e+3, true, {\"b\\n\\u00e9\": null}], \"\": \"ü\"}"))
                .isTrue();
        assertThat(grammar.matches("{\"a\" 1}")).isFalse();
        assertThat(grammar.matches("[1]")).isFalse();
        assertThat(grammar.matches("{\"a\": 1,}")).isFalse();
    }

    @Test
    void everyTextOnTheWayCanBeFinished() {
        var random = new Random(5);
        for (var source : new String[] {ARITHMETIC, LIST, JSON}) {
            var grammar = Grammar.gbnf(source);
            for (int round = 0; round < 100; round++) {
                var text = RandomWalk.text(grammar, random, 40);
                assertThat(grammar.matches(text)).as(text).isTrue();
            }
        }
    }

    @Test
    void syntax() {
        assertThat(Grammar.gbnf("root ::= a-b_2?\na-b_2 ::= . \"\\U0001F600\" [\\]\\\\-]{2,}")
                        .matches("x😀]-\\"))
                .isTrue();
        assertThat(Grammar.gbnf("root ::= \"a\" |\n \"b\"\r\n").matches("b")).isTrue();
        assertThat(Grammar.gbnf("root ::= | \"x\"").matches("")).isTrue();
        assertThat(Grammar.gbnf("root ::= (\"a\"+)*{2}").matches("aaa")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "root ::= root \"a\" | \"b\" ~ root begins with itself",
                "root ::= \"x\" a; a ::= \"-\"? b; b ::= a \"+\" ~ a begins with itself (a -> b -> a)",
                "root ::= thing ~ rule 'thing' is used and not defined",
                "start ::= \"a\" ~ no rule 'root'",
                "root ::= \"a\"; root ::= \"b\" ~ 'root' is defined twice",
                "root ::= \"a ~ close it",
                "root ::= (\"a\" ~ expected ')'",
                "root ::= \"a\") ~ expected the end of the rule 'root'",
                "root = \"a\" ~ expected '::='",
                "root ::= [b-a] ~ wrong way round",
                "root ::= \"\\q\" ~ escape \\q",
                "root ::= <think> ~ a token (<...>) is not supported",
                "root ::= \"a\"{3,2} ~ wrong way round",
                "root ::= \"a\"{,2} ~ expected a repetition",
                "root ::= \"\\uD800\" ~ is no character",
                "root ::= \"a\" root ~ no text is of the form",
            })
    void mistakesAreTold(String grammar, String message) {
        assertThatThrownBy(() -> Grammar.gbnf(grammar.replace("; ", "\n")))
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining(message);
    }
}
