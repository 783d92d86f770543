package formers.generation.grammar;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The sets of characters that regular expressions have names for. Where Java and ECMAScript
/// differ there are two.
final class CharacterClasses {

    static final CodePoints DIGIT = CodePoints.range('0', '9');
    static final CodePoints WORD =
            DIGIT.or(CodePoints.range('a', 'z')).or(CodePoints.range('A', 'Z')).or(CodePoints.of('_'));

    /// Spaces to everyone.
    static final CodePoints SPACE = CodePoints.anyOf("\t\n\u000B\f\r ");

    /// Spaces to someone.
    static final CodePoints PERHAPS_SPACE = SPACE.or(CodePoints.anyOf("\u0085\u00A0\uFEFF\u2028\u2029"))
            .or(CodePoints.matching(c -> Character.getType(c) == Character.SPACE_SEPARATOR));

    /// What a dot stands for to no one.
    static final CodePoints LINE_BREAK = CodePoints.anyOf("\n\r\u2028\u2029");

    /// What a dot does not stand for to everyone.
    static final CodePoints PERHAPS_LINE_BREAK = LINE_BREAK.or(CodePoints.of(0x85));

    private static final Map<String, CodePoints> PROPERTIES = new ConcurrentHashMap<>();

    private static final Map<String, Integer> CATEGORIES = Map.ofEntries(
            Map.entry("Lu", (int) Character.UPPERCASE_LETTER),
            Map.entry("Ll", (int) Character.LOWERCASE_LETTER),
            Map.entry("Lt", (int) Character.TITLECASE_LETTER),
            Map.entry("Lm", (int) Character.MODIFIER_LETTER),
            Map.entry("Lo", (int) Character.OTHER_LETTER),
            Map.entry("Mn", (int) Character.NON_SPACING_MARK),
            Map.entry("Me", (int) Character.ENCLOSING_MARK),
            Map.entry("Mc", (int) Character.COMBINING_SPACING_MARK),
            Map.entry("Nd", (int) Character.DECIMAL_DIGIT_NUMBER),
            Map.entry("Nl", (int) Character.LETTER_NUMBER),
            Map.entry("No", (int) Character.OTHER_NUMBER),
            Map.entry("Zs", (int) Character.SPACE_SEPARATOR),
            Map.entry("Zl", (int) Character.LINE_SEPARATOR),
            Map.entry("Zp", (int) Character.PARAGRAPH_SEPARATOR),
            Map.entry("Pd", (int) Character.DASH_PUNCTUATION),
            Map.entry("Ps", (int) Character.START_PUNCTUATION),
            Map.entry("Pe", (int) Character.END_PUNCTUATION),
            Map.entry("Pc", (int) Character.CONNECTOR_PUNCTUATION),
            Map.entry("Po", (int) Character.OTHER_PUNCTUATION),
            Map.entry("Pi", (int) Character.INITIAL_QUOTE_PUNCTUATION),
            Map.entry("Pf", (int) Character.FINAL_QUOTE_PUNCTUATION),
            Map.entry("Sm", (int) Character.MATH_SYMBOL),
            Map.entry("Sc", (int) Character.CURRENCY_SYMBOL),
            Map.entry("Sk", (int) Character.MODIFIER_SYMBOL),
            Map.entry("So", (int) Character.OTHER_SYMBOL));

    private CharacterClasses() {}

    /// A general category such as `L` or `Lu`, or a script such as `Script=Greek`; null if it is neither.
    static CodePoints property(String name) {
        var known = PROPERTIES.get(name);
        if (known == null) {
            known = compute(name);
            if (known != null) {
                PROPERTIES.put(name, known);
            }
        }
        return known;
    }

    private static CodePoints compute(String name) {
        for (var prefix : new String[] {"Script=", "sc=", "IsScript="}) {
            if (name.startsWith(prefix)) {
                return script(name.substring(prefix.length()));
            }
        }
        var exact = CATEGORIES.get(name);
        if (exact != null) {
            return CodePoints.matching(c -> Character.getType(c) == exact);
        }
        var group = CATEGORIES.keySet().stream()
                .filter(category -> name.length() == 1 && category.startsWith(name))
                .map(CharacterClasses::property)
                .reduce(CodePoints.NONE, CodePoints::or);
        return group.isEmpty() ? null : group;
    }

    private static CodePoints script(String name) {
        try {
            var script = Character.UnicodeScript.forName(name.toUpperCase(Locale.ROOT));
            return CodePoints.matching(c -> Character.UnicodeScript.of(c) == script);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
