package formers.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// The merges of vocabularies that only say which tokens go first: every way to put a token together from two others
/// is a merge, in the order that Hugging Face's converters give them.
final class RebuiltMerges {

    /// In UTF-16 units. Ways to cut a token grow with its square.
    private static final int LONGEST = 1024;

    private final List<String> tokens;
    private final List<Merge> merges = new ArrayList<>();

    /// @param tokens names by id
    /// @param parts  the tokens that merges may be made of and make
    private RebuiltMerges(List<String> tokens, IntPredicate parts) {
        this.tokens = tokens;
        var trie = new Trie(tokens);
        for (int id = 0; id < tokens.size(); id++) {
            if (parts.test(id)) {
                split(trie, id, parts);
            }
        }
    }

    private void split(Trie trie, int id, IntPredicate parts) {
        var token = tokens.get(id);
        int length = token.length();
        if (length > LONGEST) {
            throw new InputException(
                    "token %d has %d characters, at most %d are supported in a vocabulary without merges"
                            .formatted(id, length, LONGEST));
        }
        int first = merges.size();
        int node = Trie.ROOT;
        for (int i = 1; i < length && node >= 0; i++) {
            node = trie.step(node, token.charAt(i - 1));
            int left = node < 0 ? -1 : trie.value(node);
            if (left >= 0 && parts.test(left)) {
                int right = trie.find(token, i, length);
                if (right >= 0 && parts.test(right)) {
                    merges.add(new Merge(left, right, id));
                }
            }
        }
        merges.subList(first, merges.size())
                .sort(Comparator.comparingInt(Merge::left).thenComparingInt(Merge::right));
    }

    /// Merges of a vocabulary in which lower ids go first (tiktoken).
    static List<Merge> byId(List<String> tokens, IntPredicate parts) {
        return new RebuiltMerges(tokens, parts).merges;
    }

    /// Merges of a vocabulary in which higher scores go first, then longer left sides, then longer right sides
    /// (SentencePiece).
    static List<Merge> byScore(List<String> tokens, double[] scores, IntPredicate parts) {
        var rebuilt = new RebuiltMerges(tokens, parts);
        rebuilt.merges.sort(Comparator.<Merge>comparingDouble(merge -> scores[merge.made()])
                .thenComparingInt(merge -> rebuilt.length(merge.left()))
                .thenComparingInt(merge -> rebuilt.length(merge.right()))
                .reversed());
        return rebuilt.merges;
    }

    private int length(int id) {
        var token = tokens.get(id);
        return token.codePointCount(0, token.length());
    }

    /// As `tokenizer.json` has them.
    static ArrayNode json(List<Merge> merges, List<String> tokens) {
        var list = JsonNodeFactory.instance.arrayNode();
        merges.forEach(merge -> list.addArray().add(tokens.get(merge.left())).add(tokens.get(merge.right())));
        return list;
    }
}
