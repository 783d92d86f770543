package formers.text;

/// Writes an expression of Oniguruma's Ruby syntax in Java's. Where the two mean the same nothing changes;
/// the rest
/// is rewritten (`\h` is a hexadecimal digit, `{1,3}+` repeats what `{1,3}` matches, `{,3}` begins with 0,
/// names of
/// scripts and POSIX brackets) or refused.
final class OnigurumaTranslation {

    /// Word characters in brackets; unlike Java's, without joiners.
    private static final String WORDS = "\\p{IsAlphabetic}\\p{M}\\p{Nd}\\p{Pc}";

    /// Outside of brackets Oniguruma asks a table of Latin-1, to which superscripts and fractions are words
    /// too.
    private static final String WORD = "[" + WORDS + "²³¹¼-¾]";

    private static final String NO_WORD = "[^" + WORDS + "²³¹¼-¾]";

    private final String source;
    private final StringBuilder out = new StringBuilder();
    private final IdList groups = new IdList(8);
    private int at;

    /// Where in the output the last atom begins; -1 if there is none to repeat.
    private int atom = -1;

    OnigurumaTranslation(String source) {
        this.source = source;
    }

    String translate() {
        while (at < source.length()) {
            char c = source.charAt(at);
            switch (c) {
                case '\\' -> {
                    atom = out.length();
                    escape(false);
                }
                case '[' -> {
                    atom = out.length();
                    characterClass();
                }
                case '(' -> open();
                case ')' -> {
                    atom = groups.size() > 0 ? groups.removeLast() : -1;
                    copy();
                }
                case '{' -> repetition();
                case '*', '+', '?', '|', '^', '$' -> copy();
                default -> {
                    atom = out.length();
                    if (Character.isHighSurrogate(c) && at + 1 < source.length()) {
                        copy();
                    }
                    copy();
                }
            }
        }
        return out.toString();
    }

    private void copy() {
        out.append(source.charAt(at++));
    }

    private void open() {
        groups.add(out.length());
        if (source.startsWith("(?~", at) || source.startsWith("(?@", at) || source.startsWith("(?(", at)) {
            throw new InputException("'%s' is not supported".formatted(source.substring(at, at + 3)));
        }
        if (source.startsWith("(?m", at)) {
            throw new InputException("the option m is not supported");
        }
        if (source.startsWith("(?i", at)) {
            // Cases are matched beyond ASCII.
            out.append("(?iu");
            at += 3;
            return;
        }
        copy();
        if (at < source.length() && source.charAt(at) == '?') {
            copy();
        }
    }

    private void repetition() {
        int end = source.indexOf('}', at);
        var range = end < 0 ? "" : source.substring(at + 1, end);
        if (!range.matches("[0-9]{1,6}(,[0-9]{0,6})?|,[0-9]{1,6}")) {
            out.append('\\');
            atom = out.length() - 1;
            copy();
            return;
        }
        out.append('{').append(range.startsWith(",") ? "0" + range : range).append('}');
        at = end + 1;
        if (at < source.length() && source.charAt(at) == '+' && atom >= 0) {
            // Possessive in Java, one repetition of another here.
            out.insert(atom, "(?:").append(")+");
            at++;
        }
    }

    private void escape(boolean inClass) {
        if (at + 1 >= source.length()) {
            throw new InputException("it ends with a \\");
        }
        char c = source.charAt(at + 1);
        switch (c) {
            case 'h' -> put(inClass ? "0-9a-fA-F" : "[0-9a-fA-F]");
            case 'H' -> put("[^0-9a-fA-F]");
            case 'w' -> put(inClass ? WORDS : WORD);
            case 'W' -> put(inClass ? "[^" + WORDS + "]" : NO_WORD);
            case 'p', 'P' -> property(c == 'P');
            case 'x' -> {
                copy();
                copy();
            }
            case 'g', 'k', 'K', 'y', 'Y', 'X', 'O', 'R', 'N' ->
                throw new InputException("\\%s is not supported".formatted(c));
            default -> {
                copy();
                copy();
            }
        }
    }

    private void put(String text) {
        out.append(text);
        at += 2;
    }

    private void property(boolean negated) {
        int end = source.indexOf('}', at);
        if (at + 2 >= source.length() || source.charAt(at + 2) != '{' || end < 0) {
            throw new InputException("\\p needs a name in braces");
        }
        var name = source.substring(at + 3, end);
        if (name.startsWith("^")) {
            negated = !negated;
            name = name.substring(1);
        }
        out.append(negated ? "\\P{" : "\\p{").append(name(name)).append('}');
        at = end + 1;
    }

    private static String name(String name) {
        if (name.length() <= 2) {
            return name;
        }
        return switch (name.toLowerCase(java.util.Locale.ROOT).replaceAll("[ _-]", "")) {
            case "letter" -> "L";
            case "uppercaseletter" -> "Lu";
            case "lowercaseletter" -> "Ll";
            case "mark" -> "M";
            case "number" -> "N";
            case "decimalnumber" -> "Nd";
            case "punctuation" -> "P";
            case "symbol" -> "S";
            case "separator" -> "Z";
            case "other" -> "C";
            case "alpha", "alphabetic" -> "IsAlphabetic";
            case "upper", "uppercase" -> "IsUppercase";
            case "lower", "lowercase" -> "IsLowercase";
            case "digit" -> "IsDigit";
            case "space", "whitespace" -> "IsWhite_Space";
            case "punct" -> "IsPunctuation";
            case "alnum" -> "Alnum";
            default -> "Is" + name;
        };
    }

    private static String bracket(String name) {
        return switch (name) {
            case "punct" -> "\\p{P}\\p{S}";
            case "alpha" -> "\\p{IsAlphabetic}";
            case "upper" -> "\\p{IsUppercase}";
            case "lower" -> "\\p{IsLowercase}";
            case "digit" -> "\\d";
            case "space" -> "\\s";
            case "word" -> WORDS;
            case "alnum" -> "\\p{IsAlphabetic}\\p{M}\\p{Nd}";
            case "xdigit" -> "0-9a-fA-F";
            case "blank" -> "\\p{Zs}\\t";
            case "cntrl" -> "\\p{C}";
            case "ascii" -> "\\x00-\\x7F";
            default -> throw new InputException("[:%s:] is not supported".formatted(name));
        };
    }

    private void characterClass() {
        copy();
        if (at < source.length() && source.charAt(at) == '^') {
            copy();
        }
        boolean first = true;
        while (at < source.length()) {
            char c = source.charAt(at);
            if (c == ']' && !first) {
                copy();
                return;
            }
            if (c == '\\') {
                escape(true);
            } else if (source.startsWith("[:", at) && source.indexOf(":]", at) > 0) {
                int end = source.indexOf(":]", at);
                var name = source.substring(at + 2, end);
                boolean negated = name.startsWith("^");
                out.append(negated ? "[^" : "[")
                        .append(bracket(negated ? name.substring(1) : name))
                        .append(']');
                at = end + 2;
            } else if (c == '[') {
                characterClass();
            } else {
                if (c == ']') {
                    out.append('\\');
                }
                copy();
            }
            first = false;
        }
        throw new InputException("a [ has no ]");
    }
}
