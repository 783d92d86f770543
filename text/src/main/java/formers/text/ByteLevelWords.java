package formers.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.ToIntFunction;

/// The fast way to byte-level tokens: words are cut by a scanner, their bytes merged, and what came out is remembered
/// by word, so that most words of a text make no object. Thread-safe.
final class ByteLevelWords {

    /// Longer words, in characters, come once only and are not worth remembering.
    private static final int MEMORABLE = 64;

    private final KnownPattern pattern;
    private final int[] idOfByte;
    private final Merging merging;
    private final boolean merges;
    private final NameTable wholeWords;
    private final WordCache remembered = new WordCache();

    /// @param wholeWords tokens in GPT-2's alphabet that are taken for a word without merging; null if there are
    ///                   none
    ByteLevelWords(KnownPattern pattern, int[] idOfByte, Merging merging, NameTable wholeWords) {
        this.pattern = pattern;
        this.idOfByte = idOfByte;
        this.merging = merging;
        this.wholeWords = wholeWords;
        merges = !merging.isEmpty() || wholeWords != null;
    }

    /// Ids of bytes by their names in GPT-2's alphabet, checked.
    ///
    /// @throws InputException if a byte has no token
    static int[] bytes(NameTable ids) {
        return bytes(b -> ids.id(String.valueOf(ByteAlphabet.character(b))));
    }

    /// Ids of bytes, checked.
    ///
    /// @param idOf the id of a byte; negative if it has none
    /// @throws InputException if a byte has no token
    static int[] bytes(ToIntFunction<Integer> idOf) {
        var ids = new int[256];
        for (int b = 0; b < 256; b++) {
            ids[b] = idOf.applyAsInt(b);
            if (ids[b] < 0) {
                throw new InputException(
                        "a byte-level vocabulary needs a token for each byte; 0x%02X has none".formatted(b));
            }
        }
        return ids;
    }

    void encode(String text, IdList into) {
        if (!merges) {
            into.add(bytesOf(text));
            return;
        }
        for (int start = 0, end; start < text.length(); start = end) {
            end = pattern.end(text, start);
            var known = remembered.get(text, start, end);
            into.add(known != null ? known : merged(text.substring(start, end)));
        }
    }

    private int[] merged(String word) {
        int[] ids = tokensOf(word);
        if (word.length() <= MEMORABLE) {
            remembered.put(word, ids);
        }
        return ids;
    }

    private int[] tokensOf(String word) {
        if (wholeWords != null) {
            int whole = wholeWords.id(ByteAlphabet.encode(word.getBytes(StandardCharsets.UTF_8)));
            if (whole != NameTable.NONE) {
                return new int[] {whole};
            }
        }
        return merging.apply(bytesOf(word));
    }

    private int[] bytesOf(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var ids = new int[bytes.length];
        Arrays.setAll(ids, i -> idOfByte[bytes[i] & 0xFF]);
        return ids;
    }
}
