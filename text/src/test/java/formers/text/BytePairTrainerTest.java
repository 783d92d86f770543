package formers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BytePairTrainerTest {

    @Test
    void learnsWhatTheNaiveWayLearns() {
        for (int seed = 0; seed < 20; seed++) {
            var texts = texts(seed, 30);
            var trainer = new BytePairTrainer(257 + 60);
            texts.forEach(trainer::add);
            assertThat(spelled(trainer.train())).as("seed " + seed).isEqualTo(naive(texts, 60));
        }
    }

    @Test
    void neitherOrderNorThreadsMatter() {
        var texts = texts(7, 400);
        var inOrder = new BytePairTrainer(600);
        texts.forEach(inOrder::add);
        Collections.shuffle(texts, new Random(1));
        var shuffled = new BytePairTrainer(600);
        shuffled.addAll(visitor -> texts.forEach(text -> visitor.accept(new Document("", text))));
        assertThat(spelled(shuffled.train())).isEqualTo(spelled(inOrder.train()));
    }

    @Test
    void tokensStayWithinWords() {
        var trainer = new BytePairTrainer(1000);
        trainer.add("to be or not to be ".repeat(50));
        var tokenizer = trainer.train();
        for (int id = 0; id < tokenizer.vocabularySize(); id++) {
            assertThat(new String(tokenizer.bytes(id), StandardCharsets.ISO_8859_1).trim())
                    .doesNotContain(" ");
        }
        assertThat(tokenizer.encode("to be")).hasSize(2);
    }

    @Test
    void stopsWhenNoPairRepeats() {
        var trainer = new BytePairTrainer(10_000);
        trainer.add("abcd");
        assertThat(trainer.train().vocabularySize()).isEqualTo(257);
        assertThat(trainer.train().endOfText()).hasValue(256);
    }

    @Test
    void tooSmallAVocabularyIsRefused() {
        assertThatThrownBy(() -> new BytePairTrainer(256))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("257")
                .hasMessageContaining("256");
    }

    private static List<String> texts(int seed, int count) {
        var random = new RandomTexts(seed);
        return new ArrayList<>(
                IntStream.range(0, count).mapToObj(_ -> random.next()).toList());
    }

    private static List<String> spelled(BytePairTokenizer tokenizer) {
        return tokenizer.merges().stream()
                .map(merge -> tokenizer.stored(merge.left()) + " " + tokenizer.stored(merge.right()))
                .toList();
    }

    /// Counts all pairs anew before each merge.
    private static List<String> naive(List<String> texts, int merges) {
        var words = new ArrayList<List<Integer>>();
        var names = new ArrayList<String>();
        var ids = new HashMap<String, Integer>();
        for (int id = 0; id < 256; id++) {
            names.add(ByteAlphabet.encode(new byte[] {(byte) ByteAlphabet.byteAt(id)}));
            ids.put(names.get(id), id);
        }
        for (var text : texts) {
            var scanner = new WordScanner(text);
            while (scanner.next()) {
                byte[] bytes = text.substring(scanner.start(), scanner.end()).getBytes(StandardCharsets.UTF_8);
                words.add(new ArrayList<>(ByteAlphabet.encode(bytes)
                        .chars()
                        .mapToObj(c -> ids.get(Character.toString(c)))
                        .toList()));
            }
        }
        var learned = new ArrayList<String>();
        while (learned.size() < merges) {
            var counts = new TreeMap<Long, Integer>();
            for (var word : words) {
                for (int i = 0; i + 1 < word.size(); i++) {
                    counts.merge(PairTable.pair(word.get(i), word.get(i + 1)), 1, Integer::sum);
                }
            }
            long best = -1;
            int most = 1;
            for (var entry : counts.entrySet()) {
                if (entry.getValue() > most) {
                    most = entry.getValue();
                    best = entry.getKey();
                }
            }
            if (best < 0) {
                break;
            }
            int left = PairTable.left(best);
            int right = PairTable.right(best);
            learned.add(names.get(left) + " " + names.get(right));
            names.add(names.get(left) + names.get(right));
            for (var word : words) {
                for (int i = 0; i + 1 < word.size(); i++) {
                    if (word.get(i) == left && word.get(i + 1) == right) {
                        word.set(i, names.size() - 1);
                        word.remove(i + 1);
                    }
                }
            }
        }
        return learned;
    }
}
