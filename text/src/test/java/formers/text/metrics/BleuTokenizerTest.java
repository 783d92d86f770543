package formers.text.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import formers.text.InputException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BleuTokenizerTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Ein Mann, der 3,5 km läuft - und 1.000 Fans.         | Ein Mann , der 3,5 km läuft - und 1.000 Fans .
            It's 10-year-old's "A&amp;B" (x/y) <skipped> U.S. 3. | It's 10 - year-old's " A & B " ( x / y ) U . S . 3 .
            Preis: 5€, „gut“ – 90%!                              | Preis : 5€ , „gut“ – 90 % !
            a--b 2-3 -4 .5 5. ,6                                 | a--b 2 - 3 -4 . 5 5 . , 6
            &amp;quot; &quot;&lt;&gt;                            | & quot ; " < >
            ~[x]{y}@^_\\                                          | ~ [ x ] { y } @ ^ _ \\
            """)
    void words13a(String line, String words) {
        assertThat(BleuTokenizer.MTEVAL_13A.words(line)).isEqualTo(Words.of(words));
    }

    /// Which signs of ASCII stand alone between letters, and which between digits.
    @Test
    void asciiSigns() {
        for (char c = '!'; c < 0x7F; c++) {
            var words = BleuTokenizer.MTEVAL_13A.words("x" + c + "y");
            if (Character.isLetterOrDigit(c) || c == '\'' || c == '-') {
                assertThat(words).hasSize(1);
            } else {
                assertThat(words).containsExactly("x", String.valueOf(c), "y");
            }
            assertThat(BleuTokenizer.MTEVAL_13A.words("1" + c + "2"))
                    .hasSize(Character.isLetterOrDigit(c) || "'.,".indexOf(c) >= 0 ? 1 : 3);
        }
    }

    @Test
    void linesOfSeveralLines() {
        assertThat(BleuTokenizer.MTEVAL_13A.words("Zug-\nführer\nfährt")).containsExactly("Zugführer", "fährt");
    }

    /// White space as Python has it, and as Java has not.
    @ParameterizedTest
    @EnumSource
    void unicodeSpaces(BleuTokenizer tokenizer) {
        assertThat(tokenizer.words("\u3000a\u00a0b\u2028c\u001cd\u001fe\u0085f\u2007g\u202fh\u1680"))
                .containsExactly("a", "b", "c", "d", "e", "f", "g", "h");
        assertThat(BleuTokenizer.NONE.words("a\u200bb\u180ec\ufeffd")).hasSize(1);
        assertThat(Words.withoutTrailingSpace(" a\u00a0\n\u3000")).isEqualTo(" a");
        assertThat(tokenizer.words("")).isEmpty();
    }

    @Test
    void otherTokenizers() {
        assertThat(BleuTokenizer.INTERNATIONAL.words("„gut“ – 5€, 1.000 (x)."))
                .containsExactly("„", "gut", "“", "–", "5", "€", ",", "1.000", "(", "x", ")", ".");
        assertThat(BleuTokenizer.CHARACTERS.words("a 😀ß")).containsExactly("a", "😀", "ß");
        assertThat(BleuTokenizer.NONE.words("It's  so-so.")).containsExactly("It's", "so-so.");
    }

    @Test
    void agreesWithSacrebleu() throws IOException {
        assertThat(Sacrebleu.cases()).hasSizeGreaterThan(100).allSatisfy(it -> {
            var line = Words.withoutTrailingSpace(it.hypotheses().getFirst());
            for (var tokenizer : BleuTokenizer.values()) {
                assertThat(tokenizer.words(line))
                        .as("%s of '%s'", tokenizer.id(), line)
                        .isEqualTo(Sacrebleu.strings(it.tokens().get(tokenizer.id())));
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void hasAName(BleuTokenizer tokenizer) {
        assertThat(BleuTokenizer.named(tokenizer.id())).isSameAs(tokenizer);
    }

    @Test
    void unknownNamesAreRefused() {
        assertThatThrownBy(() -> BleuTokenizer.named("zh"))
                .isInstanceOf(InputException.class)
                .hasMessage("there is no tokenizer 'zh' for BLEU; there are 13a, none, intl, char");
    }
}
