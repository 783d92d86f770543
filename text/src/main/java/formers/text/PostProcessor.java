package formers.text;

import formers.text.Encoding.Token;
import java.util.ArrayList;
import java.util.List;

/// Puts special tokens around one text or two, and corrects the places of tokens. Thread-safe.
@FunctionalInterface
interface PostProcessor {

    /// @param texts   tokens of each text
    /// @param special whether special tokens are wanted
    List<List<Token>> apply(List<List<Token>> texts, boolean special);

    static PostProcessor sequence(List<PostProcessor> steps) {
        return (texts, special) -> {
            var parts = texts;
            for (var step : steps) {
                parts = step.apply(parts, special);
            }
            return parts;
        };
    }

    /// Nothing added: the second text is of type 1.
    static List<List<Token>> plain(List<List<Token>> texts) {
        var parts = new ArrayList<List<Token>>();
        for (var text : texts) {
            int type = parts.size();
            parts.add(text.stream().map(token -> token.withType(type)).toList());
        }
        return parts;
    }

    /// Takes white space off what tokens stand for.
    ///
    /// @param prefixed whether the first space of a text was put there and is none of it
    static List<List<Token>> trimmed(List<List<Token>> texts, boolean prefixed) {
        return texts.stream()
                .map(text -> {
                    var trimmed = new ArrayList<Token>(text.size());
                    for (var token : text) {
                        trimmed.add(trimmed(token, prefixed && (trimmed.isEmpty() || token.start() == 0)));
                    }
                    return (List<Token>) trimmed;
                })
                .toList();
    }

    private static Token trimmed(Token token, boolean prefixed) {
        var name = token.name();
        int leading = 0;
        while (leading < name.length() && isSpace(name.charAt(leading))) {
            leading++;
        }
        int trailing = 0;
        while (trailing < name.length() && isSpace(name.charAt(name.length() - 1 - trailing))) {
            trailing++;
        }
        int start = token.start();
        int end = token.end();
        if (prefixed && leading == 1 && name.length() == 1) {
            return token.withRange(start, start); // the space that was put there, and nothing else
        }
        if (leading > 0) {
            // Of more than one none was put there.
            start = Math.min(start + (prefixed && leading == 1 ? 0 : leading), end);
        }
        if (trailing > 0 && end >= trailing) {
            end = Math.max(end - trailing, start);
        }
        return token.withRange(start, end);
    }

    private static boolean isSpace(char c) {
        return c == 'Ġ' || CharacterKinds.isSpace(c);
    }
}
