package formers.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/// Byte-level byte-pair encoding as GPT-2 has it (Radford et al. 2019, section 2.2): text is cut into
/// words, a word's bytes are merged pair by pair. Any text can be expressed; the name of a special
/// token inside a text is text.
public final class BytePairTokenizer implements Tokenizer {

    /// The token that separates documents, as GPT-2 spells it.
    public static final String END_OF_TEXT = "<|endoftext|>";

    private final byte[][] tokens;
    private final Map<Integer, String> special;
    private final List<Merge> merges;
    private final ByteLevelWords words;

    /// @param tokens  bytes of each token by id; those of special tokens are not looked at
    /// @param merges  in order of rank
    /// @param special names of special tokens by id
    /// @throws InputException if some byte has no token of its own, or a merge does not make what it says
    public BytePairTokenizer(List<byte[]> tokens, List<Merge> merges, Map<Integer, String> special) {
        this.tokens = tokens.stream().map(byte[]::clone).toArray(byte[][]::new);
        this.merges = List.copyOf(merges);
        this.special = Map.copyOf(special);
        special.keySet().forEach(id -> this.tokens[id] = new byte[0]);
        var idOfByte = new int[256];
        Arrays.fill(idOfByte, -1);
        for (int id = 0; id < this.tokens.length; id++) {
            if (this.tokens[id].length == 1) {
                idOfByte[this.tokens[id][0] & 0xFF] = id;
            }
        }
        ByteLevelWords.bytes(b -> idOfByte[b]);
        for (int rank = 0; rank < this.merges.size(); rank++) {
            check(this.merges.get(rank), rank);
        }
        words = new ByteLevelWords(KnownPattern.GPT2, idOfByte, new Merging(this.merges), null);
    }

    private void check(Merge merge, int rank) {
        for (int id : new int[] {merge.left(), merge.right(), merge.made()}) {
            if (id < 0 || id >= tokens.length || tokens[id].length == 0) {
                throw new InputException("merge %d names token %d, which is none of the %d or a special one"
                        .formatted(rank, id, tokens.length));
            }
        }
        if (!Arrays.equals(joined(tokens[merge.left()], tokens[merge.right()]), tokens[merge.made()])) {
            throw new InputException("merge %d of '%s' and '%s' does not make '%s'"
                    .formatted(rank, stored(merge.left()), stored(merge.right()), stored(merge.made())));
        }
    }

    static byte[] joined(byte[] left, byte[] right) {
        var joined = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, joined, left.length, right.length);
        return joined;
    }

    /// Bytes as tokens, nothing merged: id = byte, and 256 ends a text.
    public static BytePairTokenizer ofBytes() {
        var tokens = new ArrayList<byte[]>();
        for (int b = 0; b < 256; b++) {
            tokens.add(new byte[] {(byte) b});
        }
        tokens.add(new byte[0]);
        return new BytePairTokenizer(tokens, List.of(), Map.of(256, END_OF_TEXT));
    }

    /// The same vocabulary with one more token, which no text is made of; its id comes after all others.
    public BytePairTokenizer withSpecial(String name) {
        var more = new ArrayList<>(List.of(tokens));
        more.add(new byte[0]);
        var names = new HashMap<>(special);
        names.put(tokens.length, name);
        return new BytePairTokenizer(more, merges, names);
    }

    @Override
    public int vocabularySize() {
        return tokens.length;
    }

    @Override
    public int[] encode(String text) {
        var ids = new IdList(text.length() / 3);
        words.encode(text, ids);
        return ids.toArray();
    }

    @Override
    public byte[] bytes(int id) {
        return tokens[Objects.checkIndex(id, tokens.length)].clone();
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

    /// A token as files have it: its name if it is special, its bytes in GPT-2's alphabet otherwise.
    String stored(int id) {
        var name = special.get(id);
        return name != null ? name : ByteAlphabet.encode(tokens[id]);
    }
}
