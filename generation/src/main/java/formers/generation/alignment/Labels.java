package formers.generation.alignment;

import java.util.List;

/// Tokens as a picture shows them.
final class Labels {

    private static final int LONGEST = 24; // code points; longer ones are cut
    private static final int WIDE = 0x1100; // scripts from here on have mostly square characters

    private Labels() {}

    static List<String> of(Side side) {
        return side.tokens().stream().map(Labels::shortened).toList();
    }

    /// White space that is all there is of a token can be seen; other white space around is left out, and
    /// what cannot be drawn is U+FFFD.
    static String visible(String token) {
        if (token.isEmpty()) {
            return "∅";
        }
        boolean blank = WhiteSpace.isAll(token);
        var shown = new StringBuilder();
        (blank ? token : WhiteSpace.stripped(token))
                .codePoints()
                .map(it -> drawable(it, blank))
                .forEach(shown::appendCodePoint);
        return shown.toString();
    }

    private static int drawable(int character, boolean blank) {
        return switch (Character.getType(character)) {
            case Character.SPACE_SEPARATOR -> blank ? '␣' : character;
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> '⏎';
            case Character.CONTROL -> character == '\n' ? '⏎' : character == '\t' ? '⇥' : 0xFFFD;
            case Character.SURROGATE -> 0xFFFD;
            default -> character;
        };
    }

    private static String shortened(String token) {
        var label = visible(token);
        return label.codePointCount(0, label.length()) <= LONGEST
                ? label
                : label.substring(0, label.offsetByCodePoints(0, LONGEST - 1)) + "…";
    }

    /// About how wide a label is, in units of the font's size, in a wide font (DejaVu Sans): narrower ones
    /// leave room.
    static double width(String label) {
        return label.codePoints().mapToDouble(Labels::width).sum();
    }

    private static double width(int character) {
        if (character >= WIDE || "mwMW@%…␣⏎⇥∅".indexOf(character) >= 0) {
            return 1.02;
        }
        if (".,:;'|!ijlI-()[] ".indexOf(character) >= 0) {
            return 0.4;
        }
        return Character.isUpperCase(character) ? 0.79 : 0.64;
    }
}
