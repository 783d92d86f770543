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
            for (int from = 0; from <= text.length() && matcher.find(from); ) {
                int start = matcher.start();
                int end = matcher.end();
                if (insidePair(text, start)) {
                    from = start + 1;
                    continue;
                }
                // An empty match right behind another is none to Oniguruma.
                if (end > start || start != last) {
                    found.at(start, end);
                    last = end;
                }
                from = end > start ? end : start + (start < text.length() ? width(text, start) : 1);
            }
        } catch (StackOverflowError e) {
            throw new InputException(
                    "the regular expression '%s' needs too much memory for a text of %d characters"
                            .formatted(source, text.length()),
                    e);
        }
    }

    private static boolean insidePair(String text, int at) {
        return at > 0
                && at < text.length()
                && Character.isLowSurrogate(text.charAt(at))
                && Character.isHighSurrogate(text.charAt(at - 1));
    }

    private static int width(String text, int at) {
        return Character.charCount(text.codePointAt(at));
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
