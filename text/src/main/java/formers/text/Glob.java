package formers.text;

import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// File name patterns with `/` on every system: `*` and `?` stay within a folder, `**/` is any number
/// of folders, none included, `[a-z]` a set, `{java,md}` a choice.
final class Glob {

    private Glob() {}

    /// @throws InputException if the pattern is malformed
    static Predicate<String> of(String glob) {
        try {
            return Pattern.compile(expression(glob), Pattern.DOTALL).asMatchPredicate();
        } catch (PatternSyntaxException e) {
            throw new InputException("'%s' is no file name pattern: %s".formatted(glob, e.getDescription()), e);
        }
    }

    static boolean isGlob(String source) {
        return source.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
    }

    private static String expression(String glob) {
        var expression = new StringBuilder();
        boolean inSet = false;
        int choices = 0;
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (inSet) {
                inSet = c != ']';
                boolean negation = c == '!' && glob.charAt(i - 1) == '[';
                expression.append(negation ? "^" : "\\[&^".indexOf(c) >= 0 ? "\\" + c : String.valueOf(c));
                continue;
            }
            switch (c) {
                case '*' -> {
                    boolean folders = glob.startsWith("**", i);
                    boolean slash = glob.startsWith("**/", i);
                    expression.append(slash ? "(?:.*/)?" : folders ? ".*" : "[^/]*");
                    i += slash ? 2 : folders ? 1 : 0;
                }
                case '?' -> expression.append("[^/]");
                case '[' -> {
                    inSet = true;
                    expression.append(c);
                }
                case '{' -> {
                    choices++;
                    expression.append("(?:");
                }
                case '}' -> {
                    choices--;
                    expression.append(')');
                }
                case ',' -> expression.append(choices > 0 ? "|" : ",");
                default -> expression.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return expression.toString();
    }
}
