package formers.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A regular expression in Oniguruma's Ruby syntax, translated to Java's. Matching takes a bounded number of looks at
/// the text: a hostile expression ends with an error instead of never.
final class OnigurumaPattern implements TextPattern {

    private static final int LONGEST = 10_000;
    private static final int FLAGS = Pattern.UNICODE_CHARACTER_CLASS | Pattern.MULTILINE | Pattern.UNIX_LINES;

    /// Looks at characters that one text may take: some for each of its characters, and some more.
    private static final long LOOKS_FOR_EACH = 2_000;

    private static final long LOOKS = 10_000_000;

    private final String source;
    private final Pattern pattern;

    /// @throws InputException if it is malformed or uses what cannot be translated
    OnigurumaPattern(String source) {
        this.source = source;
        if (source.length() > LONGEST) {
            throw new InputException(
                    "it has %d characters, at most %d are allowed".formatted(source.length(), LONGEST));
        }
        try {
            pattern = Pattern.compile(new OnigurumaTranslation(source).translate(), FLAGS);
        } catch (PatternSyntaxException e) {
            throw new InputException(e.getDescription(), e);
        } catch (StackOverflowError e) {
            throw new InputException("its groups are nested too deeply", e);
        }
    }

    @Override
    public void find(String text, Found found) {
        Matcher matcher = pattern.matcher(new Watched(text, new long[] {LOOKS + LOOKS_FOR_EACH * text.length()}));
        int last = -1;
        try {
            while (matcher.find()) {
                // An empty match right behind another is none to Oniguruma.
                if (matcher.end() > matcher.start() || matcher.start() != last) {
                    found.at(matcher.start(), matcher.end());
                    last = matcher.end();
                }
            }
        } catch (StackOverflowError e) {
            throw new InputException(
                    "the regular expression '%s' needs too much memory for a text of %d characters"
                            .formatted(source, text.length()),
                    e);
        }
    }

    /// A text that counts how often it is looked at.
    private final class Watched implements CharSequence {
        private final String text;
        private final long[] left;

        Watched(String text, long[] left) {
            this.text = text;
            this.left = left;
        }

        @Override
        public char charAt(int index) {
            if (--left[0] < 0) {
                throw new InputException("the regular expression '%s' takes too long for a text of %d characters"
                        .formatted(source, text.length()));
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
