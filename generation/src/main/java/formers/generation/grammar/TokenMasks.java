package formers.generation.grammar;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/// Which tokens may come next in the states of one grammar, kept for those met last. Thread-safe.
final class TokenMasks {

    private static final int KEPT = 512;

    private final TokenVocabulary vocabulary;
    private final Grammar grammar;
    private final Map<State, BitSet> masks = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<State, BitSet> eldest) {
            return size() > KEPT;
        }
    };

    TokenMasks(TokenVocabulary vocabulary, Grammar grammar) {
        this.vocabulary = vocabulary;
        this.grammar = grammar;
    }

    TokenVocabulary vocabulary() {
        return vocabulary;
    }

    Grammar grammar() {
        return grammar;
    }

    /// Not to be changed.
    BitSet allowed(State state) {
        // No token can see further than its own bytes, so states that differ beyond them share a mask.
        var seen = state.within(vocabulary.trie().longest());
        synchronized (masks) {
            var known = masks.get(seen);
            if (known != null) {
                return known;
            }
        }
        var allowed = vocabulary.trie().allowed(seen);
        synchronized (masks) {
            masks.put(seen, allowed);
        }
        return allowed;
    }
}
