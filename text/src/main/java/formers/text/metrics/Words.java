package formers.text.metrics;

import java.util.ArrayList;
import java.util.List;

/// Words between white space as Python has it: what Unicode calls a space, a line or paragraph separator, or
/// one
/// by direction, such as U+001C. Java's own idea leaves out U+00A0.
final class Words {

    private Words() {}

    static List<String> of(String line) {
        var words = new ArrayList<String>();
        int end = line.length();
        for (int i = 0; i < end; ) {
            while (i < end && isSpace(line.charAt(i))) {
                i++;
            }
            int start = i;
            while (i < end && !isSpace(line.charAt(i))) {
                i++;
            }
            if (i > start) {
                words.add(line.substring(start, i));
            }
        }
        return words;
    }

    static String withoutTrailingSpace(String line) {
        int end = line.length();
        while (end > 0 && isSpace(line.charAt(end - 1))) {
            end--;
        }
        return line.substring(0, end);
    }

    /// All such characters are in the first plane, so that UTF-16 units will do.
    static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }
}
