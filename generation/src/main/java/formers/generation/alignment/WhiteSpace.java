package formers.generation.alignment;

/// What stands between words: what Unicode or Java calls a space, those that do not break lines included.
final class WhiteSpace {

    private WhiteSpace() {}

    /// All such characters are in the first plane, so that UTF-16 units will do.
    static boolean is(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    /// Whether there is nothing else in a text.
    static boolean isAll(String text) {
        return text.chars().allMatch(c -> is((char) c));
    }

    /// Without what is around a text.
    static String stripped(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && is(text.charAt(start))) {
            start++;
        }
        while (end > start && is(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }
}
