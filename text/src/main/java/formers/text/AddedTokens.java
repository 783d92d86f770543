package formers.text;

import java.util.ArrayList;
import java.util.List;

/// Tokens that are found in a text before it is cut into words: special ones, and others added to a vocabulary. Of
/// those that begin at a place the longest is found. Thread-safe.
final class AddedTokens {

    /// A longer name would make finding slow in a text that is full of its beginning.
    private static final int LONGEST = 1000;

    private final List<Added> tokens;
    private final Trie trie;
    private final boolean[] begins = new boolean[128];
    private final boolean anyBegins;

    /// @param name    as it stands in a text
    /// @param word    whether it counts only where no word character is beside it
    /// @param left    whether it takes the white space before it
    /// @param right   whether it takes the white space behind it
    /// @param late    whether it is looked for after normalisation
    record Added(int id, String name, boolean word, boolean left, boolean right, boolean late, boolean special) {

        /// A token that is found wherever its name stands.
        ///
        /// @throws InputException if the name is too long
        static Added special(int id, String name) {
            if (name.length() > LONGEST) {
                throw new InputException("token %d is special: expected a name of at most %d characters, found %d"
                        .formatted(id, LONGEST, name.length()));
            }
            return new Added(id, name, false, false, false, false, true);
        }

        static Added read(JsonPlace place, int id) {
            boolean special = place.get("special").flag(false);
            var content = place.get("content");
            if (content.string().length() > LONGEST) {
                throw content.wrong("at most %d characters".formatted(LONGEST));
            }
            return new Added(
                    id,
                    content.string(),
                    place.get("single_word").flag(false),
                    place.get("lstrip").flag(false),
                    place.get("rstrip").flag(false),
                    place.get("normalized").flag(!special),
                    special);
        }

        Added named(String newName) {
            return new Added(id, newName, word, left, right, late, special);
        }
    }

    /// Takes a part of a text and the id it stands for, -1 if that is to be seen.
    @FunctionalInterface
    interface Part {
        void at(int start, int end, int id);
    }

    /// Says whether a special token may be found in a part of a text.
    @FunctionalInterface
    interface Allowance {
        Allowance EVERYWHERE = (_, _) -> true;

        boolean special(int start, int end);
    }

    AddedTokens(List<Added> tokens) {
        this.tokens = List.copyOf(tokens);
        var names = new ArrayList<String>();
        boolean any = false;
        for (var token : tokens) {
            names.add(token.name);
            if (!token.name.isEmpty()) {
                char first = token.name.charAt(0);
                if (first < begins.length) {
                    begins[first] = true;
                } else {
                    any = true;
                }
            }
        }
        anyBegins = any;
        trie = names.stream().allMatch(String::isEmpty) ? null : new Trie(names);
    }

    boolean isEmpty() {
        return trie == null;
    }

    /// Hands over all parts of a text from left to right, none empty.
    void find(String text, Part parts) {
        find(text, Allowance.EVERYWHERE, parts);
    }

    /// As [#find(String, Part)], but special tokens are found only where they are allowed.
    void find(String text, Allowance allowance, Part parts) {
        int from = 0;
        for (int i = 0; trie != null && i < text.length(); ) {
            char c = text.charAt(i);
            int match = (c < begins.length ? begins[c] : anyBegins) ? longest(text, i, allowance) : -1;
            if (match < 0) {
                i++;
                continue;
            }
            var token = tokens.get(match);
            int start = i;
            int end = i + token.name.length();
            i = end;
            if (token.word && (wordBefore(text, start) || wordAt(text, end))) {
                continue;
            }
            while (token.left && start > from && CharacterKinds.isSpace(text.charAt(start - 1))) {
                start--;
            }
            while (token.right && end < text.length() && CharacterKinds.isSpace(text.charAt(end))) {
                end++;
            }
            start = Math.max(start, from);
            if (start > from) {
                parts.at(from, start, -1);
            }
            if (end > start) {
                parts.at(start, end, token.id);
            }
            from = Math.max(from, end);
        }
        if (from < text.length()) {
            parts.at(from, text.length(), -1);
        }
    }

    private int longest(String text, int start, Allowance allowance) {
        int node = Trie.ROOT;
        int best = -1;
        for (int i = start; i < text.length(); i++) {
            node = trie.step(node, text.charAt(i));
            if (node < 0) {
                break;
            }
            int found = trie.value(node);
            if (found >= 0 && (!tokens.get(found).special || allowance.special(start, i + 1))) {
                best = found;
            }
        }
        return best;
    }

    private static boolean wordBefore(String text, int at) {
        return at > 0 && CharacterKinds.isWord(text.codePointBefore(at));
    }

    private static boolean wordAt(String text, int at) {
        return at < text.length() && CharacterKinds.isWord(text.codePointAt(at));
    }
}
