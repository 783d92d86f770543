package formers.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WordScannerTest {

    private static final Pattern GPT2 = Pattern.compile(
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
            Pattern.UNICODE_CHARACTER_CLASS);

    @Test
    void cutsWhereThePatternDoes() {
        var texts = new RandomTexts(1);
        for (int i = 0; i < 5000; i++) {
            var text = texts.next();
            assertThat(words(text)).as(text).isEqualTo(byPattern(text));
        }
    }

    @Test
    void cutsEachPairOfAsciiCharactersWhereThePatternDoes() {
        for (char a = 0; a < 128; a++) {
            for (char b = 0; b < 128; b++) {
                var text = "x" + a + b + "y";
                // \s of the pattern has Unicode's white space, which leaves out four separators that Java's has.
                if (a >= 0x1C && a <= 0x1F || b >= 0x1C && b <= 0x1F) {
                    continue;
                }
                assertThat(words(text)).isEqualTo(byPattern(text));
            }
        }
    }

    @Test
    void leavesTheLastSpaceToTheWord() {
        assertThat(words("int  x;\n    return")).containsExactly("int", " ", " x", ";", "\n   ", " return");
        assertThat(words("")).isEmpty();
        assertThat(words("  ")).containsExactly("  ");
    }

    private static List<String> words(String text) {
        var words = new ArrayList<String>();
        var scanner = new WordScanner(text);
        while (scanner.next()) {
            words.add(text.substring(scanner.start(), scanner.end()));
        }
        return words;
    }

    private static List<String> byPattern(String text) {
        return GPT2.matcher(text).results().map(match -> match.group()).toList();
    }
}
