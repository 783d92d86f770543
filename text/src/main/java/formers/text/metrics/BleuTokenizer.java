package formers.text.metrics;

import formers.text.InputException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What BLEU takes for words.
public enum BleuTokenizer {
    /// As NIST's script `mteval-v13a` does for European languages: signs of ASCII are words of their own, but
    /// a point or comma between digits, an apostrophe, and a hyphen that follows no digit are not.
    MTEVAL_13A("13a") {
        @Override
        List<String> words(String line) {
            var text = line.replace("<skipped>", "").replace("-\n", "").replace('\n', ' ');
            if (text.indexOf('&') >= 0) {
                text = text.replace("&quot;", "\"")
                        .replace("&amp;", "&")
                        .replace("&lt;", "<")
                        .replace("&gt;", ">");
            }
            text = " " + text + " "; // the two rules for points need a neighbour
            text = ASCII_SIGN.matcher(text).replaceAll(" $0 ");
            text = POINT_AFTER_OTHER.matcher(text).replaceAll("$1 $2 ");
            text = POINT_BEFORE_OTHER.matcher(text).replaceAll(" $1 $2");
            text = HYPHEN_AFTER_DIGIT.matcher(text).replaceAll("$1 $2 ");
            return Words.of(text);
        }
    },

    /// What white space separates: for text that is tokenised already.
    NONE("none") {
        @Override
        List<String> words(String line) {
            return Words.of(line);
        }
    },

    /// As the international mode of `mteval-v14`: symbols are words of their own, and so is punctuation that
    /// has
    /// no number beside it, by Unicode's categories.
    INTERNATIONAL("intl") {
        @Override
        List<String> words(String line) {
            var text = PUNCTUATION_AFTER_OTHER.matcher(line).replaceAll("$1 $2 ");
            text = PUNCTUATION_BEFORE_OTHER.matcher(text).replaceAll(" $1 $2");
            text = SYMBOL.matcher(text).replaceAll(" $0 ");
            return Words.of(text);
        }
    },

    /// Every character, white space aside: for languages that write words without spaces.
    CHARACTERS("char") {
        @Override
        List<String> words(String line) {
            return Characters.of(line);
        }
    };

    private static final Pattern ASCII_SIGN = Pattern.compile("[ -&(-+:-@\\[-`{-~/]");
    private static final Pattern POINT_AFTER_OTHER = Pattern.compile("([^0-9])([.,])");
    private static final Pattern POINT_BEFORE_OTHER = Pattern.compile("([.,])([^0-9])");
    private static final Pattern HYPHEN_AFTER_DIGIT = Pattern.compile("([0-9])(-)");

    private static final Pattern PUNCTUATION_AFTER_OTHER = Pattern.compile("(\\P{N})(\\p{P})");
    private static final Pattern PUNCTUATION_BEFORE_OTHER = Pattern.compile("(\\p{P})(\\P{N})");
    private static final Pattern SYMBOL = Pattern.compile("\\p{S}");

    private final String id;

    BleuTokenizer(String id) {
        this.id = id;
    }

    /// The name in signatures: `13a`, `none`, `intl` or `char`.
    public String id() {
        return id;
    }

    /// @throws InputException if there is none of this name
    public static BleuTokenizer named(String id) {
        return Stream.of(values())
                .filter(it -> it.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new InputException("there is no tokenizer '%s' for BLEU; there are %s"
                        .formatted(
                                id, Stream.of(values()).map(BleuTokenizer::id).collect(Collectors.joining(", ")))));
    }

    /// @param line without white space at its end
    abstract List<String> words(String line);
}
