package formers.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Learns a byte-level byte-pair vocabulary: again and again the commonest pair of neighbouring tokens
/// becomes a token (Sennrich et al. 2016, arXiv:1508.07909, algorithm 1).
///
/// Pairs never cross the words of GPT-2's pattern. Of equally common pairs the one with the lower left
/// id goes first, then the lower right id, so a corpus has one vocabulary.
public final class BytePairTrainer implements TokenizerTrainer {

    private final int vocabulary;
    private final WordCounts counts = new WordCounts();

    /// @param vocabulary tokens wanted, the 256 bytes and the end-of-text token included
    /// @throws InputException if that is fewer than 257
    public BytePairTrainer(int vocabulary) {
        if (vocabulary < 257) {
            throw new InputException(
                    "a byte-level vocabulary has at least 257 tokens (256 bytes and the end of text), asked for "
                            + vocabulary);
        }
        this.vocabulary = vocabulary;
    }

    @Override
    public void add(String text) {
        var words = new WordScanner(text);
        while (words.next()) {
            counts.add(text.substring(words.start(), words.end()));
        }
    }

    /// The vocabulary of everything added. It is smaller than asked for if no more pairs repeat.
    @Override
    public BytePairTokenizer train() {
        var tokens = new ArrayList<byte[]>();
        var ids = new int[256];
        for (int id = 0; id < 256; id++) {
            int b = ByteAlphabet.byteAt(id);
            ids[b] = id;
            tokens.add(new byte[] {(byte) b});
        }
        var merges = learn(ids, tokens);
        tokens.add(new byte[0]);
        return new BytePairTokenizer(tokens, merges, Map.of(tokens.size() - 1, BytePairTokenizer.END_OF_TEXT));
    }

    private List<Merge> learn(int[] idOfByte, List<byte[]> tokens) {
        var total = counts.total();
        total.keySet().removeIf(word -> word.length() == 1 && word.charAt(0) < 128);
        var words = total.keySet().stream().map(word -> ids(word, idOfByte)).toArray(int[][]::new);
        long[] occurrences = total.values().stream().mapToLong(count -> count).toArray();
        var made = new HashMap<String, Integer>();
        return new PairLearning(words, occurrences).run(vocabulary - 1, tokens::size, (left, right) -> {
            byte[] joined = BytePairTokenizer.joined(tokens.get(left), tokens.get(right));
            return made.computeIfAbsent(new String(joined, StandardCharsets.ISO_8859_1), _ -> {
                tokens.add(joined);
                return tokens.size() - 1;
            });
        });
    }

    private static int[] ids(String word, int[] idOfByte) {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        var ids = new int[bytes.length];
        Arrays.setAll(ids, i -> idOfByte[bytes[i] & 0xFF]);
        return ids;
    }
}
