package formers.generation.grammar;

import formers.text.Tokenizer;

/// The tokens of a model as grammars see them: as bytes. Made once for a tokenizer, since it sorts all of
/// its tokens. Immutable and thread-safe.
public final class TokenVocabulary {

    private final byte[][] bytes;
    private final TokenTrie trie;

    private TokenVocabulary(byte[][] bytes) {
        this.bytes = bytes;
        this.trie = new TokenTrie(bytes);
    }

    /// @param bytes of every token by its id; null or none for special tokens, which are in no text
    public static TokenVocabulary of(byte[][] bytes) {
        var copy = new byte[bytes.length][];
        for (int token = 0; token < bytes.length; token++) {
            copy[token] = bytes[token] == null ? new byte[0] : bytes[token].clone();
        }
        return new TokenVocabulary(copy);
    }

    public static TokenVocabulary of(Tokenizer tokenizer) {
        var bytes = new byte[tokenizer.vocabularySize()][];
        for (int token = 0; token < bytes.length; token++) {
            bytes[token] = tokenizer.bytes(token);
        }
        return new TokenVocabulary(bytes);
    }

    /// A constraint at the beginning of a text. What it learns of the grammar is shared with all that are
    /// made from it with [TokenConstraint#fresh], so one for each grammar is enough.
    public TokenConstraint constraint(Grammar grammar) {
        return new TokenConstraint(new TokenMasks(this, grammar), grammar.start());
    }

    int size() {
        return bytes.length;
    }

    TokenTrie trie() {
        return trie;
    }

    /// None if there is no such token.
    byte[] bytes(int token) {
        return token >= 0 && token < bytes.length ? bytes[token] : new byte[0];
    }
}
