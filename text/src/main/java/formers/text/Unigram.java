package formers.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/// The likeliest way to cut a word into pieces that each have a probability of their own (Kudo 2018,
/// arXiv:1804.10959, section 3.2), found by Viterbi's algorithm. Of equally likely ways the one whose last
/// piece is longest is taken.
final class Unigram implements SubwordModel {

    /// How much less likely than the rarest piece an unknown character is, in nats.
    private static final double UNKNOWN_PENALTY = 10;

    private final List<String> pieces;
    private final double[] scores;
    private final int unknownId;
    private final boolean byteFallback;
    private final BitSet hidden;
    private final Trie trie;
    private final double unknownScore;

    /// Ids of the tokens of bytes; null if some byte has none.
    private final int[] idOfByte;

    /// @param pieces       names of pieces; ids are the indices
    /// @param scores       log-probability of each, in nats
    /// @param unknownId    id of the piece for characters that cannot be expressed; -1 if there is none
    /// @param byteFallback whether such characters are written as their UTF-8 bytes, `<0x00>` to `<0xFF>`
    /// @throws InputException if there are not as many scores as pieces, a score is no number, or `unknownId`
    ///     is none of the pieces
    Unigram(List<String> pieces, double[] scores, int unknownId, boolean byteFallback) {
        this(pieces, scores, unknownId, byteFallback, Set.of());
    }

    private Unigram(List<String> pieces, double[] scores, int unknownId, boolean byteFallback, Set<Integer> hidden) {
        this.pieces = List.copyOf(pieces);
        this.scores = scores.clone();
        this.unknownId = unknownId;
        this.byteFallback = byteFallback;
        this.hidden = new BitSet();
        hidden.forEach(this.hidden::set);
        if (scores.length != this.pieces.size()) {
            throw new InputException("%d pieces have %d scores".formatted(this.pieces.size(), scores.length));
        }
        if (unknownId < -1 || unknownId >= scores.length) {
            throw new InputException("the unknown piece has id %d, the last of %d pieces has %d"
                    .formatted(unknownId, scores.length, scores.length - 1));
        }
        for (int id = 0; id < scores.length; id++) {
            if (Double.isNaN(scores[id])) {
                throw new InputException("the score of piece %d '%s' is no number".formatted(id, pieces.get(id)));
            }
        }
        trie = new Trie(this.pieces);
        unknownScore = Arrays.stream(scores).min().orElse(0) - UNKNOWN_PENALTY;
        idOfByte = byteFallback ? bytes() : null;
    }

    /// The same pieces, of which some are never found in a text: the names of special tokens, which texts may quote.
    Unigram hiding(Set<Integer> ids) {
        return new Unigram(pieces, scores, unknownId, byteFallback, ids);
    }

    private int[] bytes() {
        var ids = new int[256];
        for (int b = 0; b < 256; b++) {
            ids[b] = id("<0x%02X>".formatted(b)).orElse(-1);
        }
        return ids;
    }

    @Override
    public int size() {
        return scores.length;
    }

    @Override
    public String token(int id) {
        return pieces.get(id);
    }

    @Override
    public OptionalInt id(String token) {
        int id = trie.find(token, 0, token.length());
        return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
    }

    double score(int id) {
        return scores[id];
    }

    /// -1 if there is none.
    int unknownId() {
        return unknownId;
    }

    boolean byteFallback() {
        return byteFallback;
    }

    @Override
    public void encode(String word, Pieces into) {
        int length = word.length();
        // Of the best way to each place: its score, its last piece, and where that begins.
        var best = new double[length + 1];
        var piece = new int[length + 1];
        var begin = new int[length + 1];
        Arrays.fill(begin, -1);
        for (int start = 0; start < length; ) {
            int character = Character.charCount(word.codePointAt(start));
            boolean known = false;
            int node = Trie.ROOT;
            for (int end = start; end < length; ) {
                node = trie.step(node, word.charAt(end++));
                if (node < 0) {
                    break;
                }
                int id = trie.value(node);
                if (id >= 0 && !hidden.get(id)) {
                    double score = scores[id] + best[start];
                    if (begin[end] < 0 || score > best[end]) {
                        best[end] = score;
                        piece[end] = id;
                        begin[end] = start;
                    }
                    known |= end - start == character;
                }
            }
            int next = start + character;
            if (!known && (begin[next] < 0 || unknownScore + best[start] > best[next])) {
                best[next] = unknownScore + best[start];
                piece[next] = unknownId;
                begin[next] = start;
            }
            start = next;
        }
        addPath(word, piece, begin, into);
    }

    private void addPath(String word, int[] piece, int[] begin, Pieces into) {
        // The way is known from its end.
        var ends = new int[word.length()];
        int first = ends.length;
        for (int end = word.length(); end > 0; end = begin[end]) {
            ends[--first] = end;
        }
        for (int i = first; i < ends.length; i++) {
            int start = begin[ends[i]];
            if (piece[ends[i]] != unknownId) {
                into.add(piece[ends[i]], start, ends[i]);
            } else {
                while (i + 1 < ends.length && piece[ends[i + 1]] == unknownId) {
                    i++;
                }
                addUnknown(word, start, ends[i], into);
            }
        }
    }

    private void addUnknown(String word, int start, int end, Pieces into) {
        int whole = trie.find(word, start, end);
        if (whole >= 0 && !hidden.get(whole)) {
            into.add(whole, start, end);
        } else if (!byteFallback || !addBytes(word.substring(start, end), start, end, into)) {
            if (unknownId < 0) {
                throw new InputException(
                        "'%s' cannot be expressed, and the vocabulary of %d pieces has none for the unknown"
                                .formatted(word.substring(start, end), scores.length));
            }
            into.add(unknownId, start, end);
        }
    }

    private boolean addBytes(String text, int start, int end, Pieces into) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (byte b : bytes) {
            if (idOfByte[b & 0xFF] < 0) {
                return false;
            }
        }
        for (byte b : bytes) {
            into.add(idOfByte[b & 0xFF], start, end);
        }
        return true;
    }
}
