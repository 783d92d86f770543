package formers.generation.grammar;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.stream.IntStream;

/// The tokens of a vocabulary by their bytes. Nodes stand in the order of a walk that goes down first, so a
/// walk is a loop over arrays, and what begins with bytes that are not accepted is skipped at once.
/// Immutable.
final class TokenTrie {

    /// Tokens in the order of their bytes; those of a node stand together.
    private final int[] tokens;

    private final byte[] label;
    private final short[] depth;

    /// The node behind the last one below a node.
    private final int[] end;

    /// Place in `tokens` of the first one at a node; those of the next node begin where its own end.
    private final int[] first;

    private final int nodes;
    private final int longest;

    /// @param bytes of every token; tokens without any are left out
    TokenTrie(byte[][] bytes) {
        tokens = IntStream.range(0, bytes.length)
                .filter(token -> bytes[token] != null && bytes[token].length > 0)
                .boxed()
                .sorted(Comparator.comparing(token -> bytes[token], Arrays::compareUnsigned))
                .mapToInt(Integer::intValue)
                .toArray();
        longest = Arrays.stream(tokens).map(token -> bytes[token].length).max().orElse(0);
        if (longest > Short.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "a token has %d bytes; at most %d are supported".formatted(longest, Short.MAX_VALUE));
        }
        int most = Arrays.stream(tokens).map(token -> bytes[token].length).sum();
        var labels = new byte[most];
        var depths = new short[most];
        var ends = new int[most];
        var firsts = new int[most + 1];
        var path = new int[longest + 1];
        int count = 0;
        byte[] previous = {};
        for (int i = 0; i < tokens.length; i++) {
            byte[] token = bytes[tokens[i]];
            int shared = Math.max(0, Arrays.mismatch(previous, token));
            if (Arrays.equals(previous, token)) {
                continue;
            }
            for (int d = previous.length; d > shared; d--) {
                ends[path[d]] = count;
            }
            for (int d = shared; d < token.length; d++) {
                path[d + 1] = count;
                labels[count] = token[d];
                depths[count] = (short) (d + 1);
                firsts[count] = i;
                count++;
            }
            previous = token;
        }
        for (int d = previous.length; d > 0; d--) {
            ends[path[d]] = count;
        }
        firsts[count] = tokens.length;
        nodes = count;
        label = Arrays.copyOf(labels, count);
        depth = Arrays.copyOf(depths, count);
        end = Arrays.copyOf(ends, count);
        first = Arrays.copyOf(firsts, count + 1);
    }

    /// Bytes of the longest token.
    int longest() {
        return longest;
    }

    /// Tokens after which a text of the grammar can still be finished.
    BitSet allowed(State from) {
        var allowed = new BitSet();
        var path = new State[longest + 1];
        path[0] = from;
        int node = 0;
        while (node < nodes) {
            int at = depth[node];
            var state = path[at - 1].accept(label[node]);
            if (state == null) {
                node = end[node];
                continue;
            }
            path[at] = state;
            for (int i = first[node]; i < first[node + 1]; i++) {
                allowed.set(tokens[i]);
            }
            node++;
        }
        return allowed;
    }
}
