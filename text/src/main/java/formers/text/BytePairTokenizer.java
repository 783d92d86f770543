package formers.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/// Byte-level byte-pair encoding as GPT-2 has it (Radford et al. 2019, section 2.2): text is cut into words, a word's
/// bytes are merged pair by pair. Any text can be expressed.
public final class BytePairTokenizer implements Tokenizer {

    /// The token that separates documents, as GPT-2 spells it.
    public static final String END_OF_TEXT = "<|endoftext|>";

    /// Words remembered with their ids; the commonest fill it soon.
    private static final int REMEMBERED = 1 << 16;

    /// A merge of two tokens into one, in order of rank.
    ///
    /// @param left  id
    /// @param right id
    /// @param made  id of the token they make
    public record Merge(int left, int right, int made) {}

    private final byte[][] tokens;
    private final Map<Integer, String> special;
    private final List<Merge> merges;
    private final PairTable ranks;
    private final int[] made;
    private final int[] idOfByte = new int[256];
    private final ConcurrentHashMap<String, int[]> remembered = new ConcurrentHashMap<>();

    /// @param tokens  bytes of each token by id; those of special tokens are not looked at
    /// @param merges  in order of rank
    /// @param special names of special tokens by id
    /// @throws InputException if some byte has no token of its own, or a merge does not make what it says
    public BytePairTokenizer(List<byte[]> tokens, List<Merge> merges, Map<Integer, String> special) {
        this.tokens = tokens.stream().map(byte[]::clone).toArray(byte[][]::new);
        this.merges = List.copyOf(merges);
        this.special = Map.copyOf(special);
        Arrays.fill(idOfByte, -1);
        for (int id = 0; id < this.tokens.length; id++) {
            if (this.tokens[id].length == 1 && !special.containsKey(id)) {
                idOfByte[this.tokens[id][0] & 0xFF] = id;
            }
        }
        for (int b = 0; b < 256; b++) {
            if (idOfByte[b] < 0) {
                throw new InputException("a byte-level vocabulary needs a token for each byte; 0x%02X has none".formatted(b));
            }
        }
        ranks = new PairTable(merges.size());
        made = new int[merges.size()];
        for (int rank = 0; rank < made.length; rank++) {
            var merge = merges.get(rank);
            check(merge, rank);
            if (ranks.get(PairTable.pair(merge.left, merge.right)) < 0) {
                ranks.put(PairTable.pair(merge.left, merge.right), rank);
            }
            made[rank] = merge.made;
        }
    }

    private void check(Merge merge, int rank) {
        for (int id : new int[] {merge.left, merge.right, merge.made}) {
            if (id < 0 || id >= tokens.length) {
                throw new InputException("merge %d names token %d; the vocabulary has %d".formatted(rank, id, tokens.length));
            }
        }
        byte[] left = tokens[merge.left];
        byte[] right = tokens[merge.right];
        var joined = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, joined, left.length, right.length);
        if (!Arrays.equals(joined, tokens[merge.made])) {
            throw new InputException("merge %d of '%s' and '%s' does not make '%s'".formatted(
                    rank, ByteAlphabet.encode(left), ByteAlphabet.encode(right), ByteAlphabet.encode(tokens[merge.made])));
        }
    }

    /// Bytes as tokens, nothing merged: id = byte, and 256 ends a text.
    public static BytePairTokenizer ofBytes() {
        var tokens = new java.util.ArrayList<byte[]>();
        for (int b = 0; b < 256; b++) {
            tokens.add(new byte[] {(byte) b});
        }
        tokens.add(new byte[0]);
        return new BytePairTokenizer(tokens, List.of(), Map.of(256, END_OF_TEXT));
    }

    @Override
    public int vocabularySize() {
        return tokens.length;
    }

    @Override
    public int[] encode(String text) {
        var ids = new Ids(text.length() / 2 + 8);
        var words = new WordScanner(text);
        while (words.next()) {
            if (merges.isEmpty()) {
                ids.add(bytesOf(text.substring(words.start(), words.end())));
            } else {
                ids.add(word(text.substring(words.start(), words.end())));
            }
        }
        return ids.toArray();
    }

    private int[] word(String word) {
        var known = remembered.get(word);
        if (known == null) {
            known = Merging.apply(bytesOf(word), ranks, made);
            if (remembered.size() < REMEMBERED) {
                remembered.put(word, known);
            }
        }
        return known;
    }

    private int[] bytesOf(String word) {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        var ids = new int[bytes.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = idOfByte[bytes[i] & 0xFF];
        }
        return ids;
    }

    @Override
    public byte[] bytes(int id) {
        java.util.Objects.checkIndex(id, tokens.length);
        return special.containsKey(id) ? new byte[0] : tokens[id].clone();
    }

    @Override
    public OptionalInt endOfText() {
        return special.entrySet().stream()
                .filter(entry -> entry.getValue().equals(END_OF_TEXT))
                .mapToInt(Map.Entry::getKey)
                .findFirst();
    }

    /// Merges in order of rank.
    public List<Merge> merges() {
        return merges;
    }

    /// Names of special tokens by id.
    public Map<Integer, String> special() {
        return special;
    }

    /// The vocabulary as it is stored: tokens in GPT-2's byte alphabet, by name.
    Map<String, Integer> stored() {
        var stored = new HashMap<String, Integer>();
        for (int id = 0; id < tokens.length; id++) {
            if (!special.containsKey(id)) {
                stored.put(ByteAlphabet.encode(tokens[id]), id);
            }
        }
        return stored;
    }

    /// A growing list of ids.
    private static final class Ids {
        private int[] array;
        private int size;

        Ids(int expected) {
            array = new int[expected];
        }

        void add(int[] more) {
            if (size + more.length > array.length) {
                array = Arrays.copyOf(array, Math.max(size + more.length, array.length + array.length / 2));
            }
            System.arraycopy(more, 0, array, size, more.length);
            size += more.length;
        }

        int[] toArray() {
            return Arrays.copyOf(array, size);
        }
    }
}
