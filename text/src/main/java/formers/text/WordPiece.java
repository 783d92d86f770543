package formers.text;

import java.util.List;
import java.util.OptionalInt;

/// The longest token that a word begins with, then the longest that goes on, and so forth (Devlin et al. 2018,
/// arXiv:1810.04805, section 3; Wu et al. 2016, arXiv:1609.08144, section 4.1). A word with a part that no
/// token matches is unknown as a whole.
final class WordPiece implements SubwordModel {

    private final List<String> vocabulary;
    private final String unknown;
    private final String prefix;
    private final int longest;
    private final Trie trie;
    private final int unknownId;
    private final int inside;

    /// @param vocabulary names of tokens; ids are the indices
    /// @param unknown    name of the token for words that cannot be expressed
    /// @param prefix     what the names of tokens inside a word begin with, such as `##`
    /// @param longest    words of more characters are unknown
    WordPiece(List<String> vocabulary, String unknown, String prefix, int longest) {
        this.vocabulary = List.copyOf(vocabulary);
        this.unknown = unknown;
        this.prefix = prefix;
        this.longest = longest;
        trie = new Trie(this.vocabulary);
        unknownId = trie.find(unknown, 0, unknown.length());
        inside = trie.walk(prefix, 0, prefix.length());
    }

    @Override
    public int size() {
        return vocabulary.size();
    }

    @Override
    public String token(int id) {
        return vocabulary.get(id);
    }

    @Override
    public OptionalInt id(String token) {
        int id = trie.find(token, 0, token.length());
        return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
    }

    String unknown() {
        return unknown;
    }

    String prefix() {
        return prefix;
    }

    int longest() {
        return longest;
    }

    @Override
    public void encode(String word, Pieces into) {
        int before = into.size();
        if (word.length() > longest && word.codePointCount(0, word.length()) > longest) {
            addUnknown(word, into);
            return;
        }
        for (int start = 0; start < word.length(); ) {
            int end = addLongest(word, start, into);
            if (end < 0) {
                into.truncate(before);
                addUnknown(word, into);
                return;
            }
            start = end;
        }
    }

    /// Adds the longest token that matches at `start`; -1 if none does, otherwise where it ends.
    private int addLongest(String word, int start, Pieces into) {
        int node = start == 0 ? Trie.ROOT : inside;
        int id = -1;
        int end = -1;
        for (int i = start; i < word.length() && node >= 0; ) {
            node = trie.step(node, word.charAt(i++));
            if (node >= 0 && trie.value(node) >= 0) {
                id = trie.value(node);
                end = i;
            }
        }
        if (end >= 0) {
            into.add(id, start, end);
        }
        return end;
    }

    private void addUnknown(String word, Pieces into) {
        if (unknownId < 0) {
            throw new InputException(
                    "the word '%s' cannot be expressed, and the vocabulary of %d tokens has no '%s' for such words"
                            .formatted(word, vocabulary.size(), unknown));
        }
        into.add(unknownId, 0, word.length());
    }
}
