package formers.text.metrics;

import java.util.List;

/// The characters of a line, in code points, white space aside.
final class Characters {

    private Characters() {}

    static List<String> of(String line) {
        return line.codePoints()
                .filter(c -> c > Character.MAX_VALUE || !Words.isSpace((char) c))
                .mapToObj(Character::toString)
                .toList();
    }
}
