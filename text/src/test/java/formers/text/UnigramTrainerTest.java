package formers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnigramTrainerTest {

    @TempDir
    Path folder;

    @Test
    void theLikelihoodRisesWithEveryStep() {
        var learning = learning(words(5, 60), 400);
        double before = learning.step();
        for (int i = 0; i < 20; i++) {
            double now = learning.step();
            assertThat(now).isGreaterThan(before - 1e-6);
            before = now;
        }
    }

    /// One step against all ways to cut each word, one by one.
    @Test
    void aStepExpectsWhatAllWaysExpect() {
        var words = words(8, 3);
        var learning = learning(words, 50);
        var expected = new HashMap<String, Double>();
        double likelihood = 0;
        var probabilities = new HashMap<String, Double>();
        for (int id = 0; id < learning.pieces().size(); id++) {
            probabilities.put(learning.pieces().get(id), learning.probability(id));
        }
        for (var word : words.entrySet()) {
            var counts = new HashMap<String, Double>();
            double whole = ways(word.getKey(), 1, new ArrayList<>(), probabilities, counts);
            likelihood += word.getValue() * Math.log(whole);
            counts.forEach((piece, sum) -> expected.merge(piece, word.getValue() * sum / whole, Double::sum));
        }
        double sum = expected.values().stream().mapToDouble(count -> count).sum();
        assertThat(learning.step()).isCloseTo(likelihood, within(1e-9 * Math.abs(likelihood)));
        for (int id = 0; id < learning.pieces().size(); id++) {
            assertThat(learning.probability(id))
                    .isCloseTo(expected.getOrDefault(learning.pieces().get(id), 0.0) / sum, within(1e-11));
        }
    }

    private static double ways(
            String rest, double so, List<String> path, Map<String, Double> probabilities, Map<String, Double> counts) {
        if (rest.isEmpty()) {
            path.forEach(piece -> counts.merge(piece, so, Double::sum));
            return so;
        }
        double sum = 0;
        for (int end = 1; end <= rest.length(); end++) {
            var probability = probabilities.get(rest.substring(0, end));
            if (probability != null) {
                path.add(rest.substring(0, end));
                sum += ways(rest.substring(end), so * probability, path, probabilities, counts);
                path.removeLast();
            }
        }
        return sum;
    }

    @Test
    void substringsAreThoseThatCoverMost() {
        var words = words(11, 40);
        var covered = new HashMap<String, Long>();
        words.forEach((word, count) -> {
            for (int start = 0; start < word.length(); start++) {
                for (int end = start + 2; end <= Math.min(word.length(), start + FrequentSubstrings.LONGEST); end++) {
                    covered.merge(word.substring(start, end), count * (end - start), Long::sum);
                }
            }
        });
        covered.entrySet()
                .removeIf(entry -> entry.getValue() < 2 * entry.getKey().length());
        // Of substrings that always come together the longest stands for all.
        var found = FrequentSubstrings.of(CountedWords.of(words), Integer.MAX_VALUE);
        assertThat(found).isNotEmpty().isSortedAccordingTo((a, b) -> Long.compare(b.covered(), a.covered()));
        found.forEach(one -> assertThat(covered).containsEntry(one.text(), one.covered()));
        var texts = found.stream().map(FrequentSubstrings.Substring::text).toList();
        assertThat(texts).doesNotHaveDuplicates();
        covered.forEach((text, all) -> assertThat(texts.contains(text)
                        || found.stream()
                                .anyMatch(one -> one.text().startsWith(text)
                                        && one.covered() / one.text().length() == all / text.length()))
                .as(text)
                .isTrue());
        assertThat(FrequentSubstrings.of(CountedWords.of(words), 5)).isEqualTo(found.subList(0, 5));
    }

    /// More words than the vocabulary can hold: what they have in common is worth most.
    @Test
    void endingsThatWordsShareAreFound() {
        var random = new Random(9);
        var ends = List.of("ing", "ed", "er", "able");
        var text = new StringBuilder();
        for (int stem = 0; stem < 400; stem++) {
            var letters = random.ints(5, 'a', 'z' + 1)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
            for (int n = 0; n < 10; n++) {
                text.append(' ').append(letters).append(ends.get(random.nextInt(4)));
            }
        }
        var trainer = new UnigramTrainer(3 + 256 + 27 + 60);
        trainer.add(text.toString());
        assertThat(names(trainer)).containsAll(ends);
    }

    @Test
    void theLibraryReadsTheFileAndEveryTextIsExpressed() throws IOException {
        var texts = texts(3, 300);
        var trainer = new UnigramTrainer(900);
        texts.forEach(trainer::add);
        var json = trainer.json();
        assertThat(json.at("/model/vocab").size()).isEqualTo(900);
        int characters = 0;
        int tokens = 0;
        try (var library = new LibraryTokenizer(folder, json)) {
            for (var text : texts(4, 1000)) {
                int[] ids = library.encode(text);
                assertThat(ids).as(text).doesNotContain(2);
                var shown = text.replace('▁', ' ');
                assertThat(library.decode(ids)).as(text).isEqualTo(shown.startsWith(" ") ? shown.substring(1) : shown);
                characters += text.codePointCount(0, text.length());
                tokens += ids.length;
            }
        }
        assertThat(tokens).isLessThan(characters);
    }

    @Test
    void neitherOrderNorThreadsMatter() {
        var texts = texts(7, 400);
        var inOrder = new UnigramTrainer(600);
        texts.forEach(inOrder::add);
        Collections.shuffle(texts, new Random(1));
        var shuffled = new UnigramTrainer(600);
        shuffled.addAll(visitor -> texts.forEach(text -> visitor.accept(new Document("", text))));
        assertThat(shuffled.json()).isEqualTo(inOrder.json());
    }

    @Test
    void tooSmallAVocabularyOrNoTextIsRefused() {
        assertThatThrownBy(() -> new UnigramTrainer(259))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("asked for 259");
        assertThatThrownBy(() -> new UnigramTrainer(300).json())
                .isInstanceOf(InputException.class)
                .hasMessageContaining("empty");
    }

    private static UnigramLearning learning(Map<String, Long> words, int seeds) {
        var characters = new TreeMap<String, Double>();
        words.forEach((word, count) ->
                word.codePoints().forEach(c -> characters.merge(Character.toString(c), (double) count, Double::sum)));
        var pieces = new ArrayList<>(characters.keySet());
        var weights = new ArrayList<>(characters.values());
        FrequentSubstrings.of(CountedWords.of(words), seeds).forEach(seed -> {
            pieces.add(seed.text());
            weights.add((double) seed.covered());
        });
        return new UnigramLearning(
                CountedWords.of(words),
                characters.size(),
                pieces,
                weights.stream().mapToDouble(w -> w).toArray());
    }

    /// Words of the 16-bit plane, at most ten long.
    private static Map<String, Long> words(int seed, int texts) {
        var words = new TreeMap<String, Long>();
        texts(seed, texts)
                .forEach(text -> UnigramTrainer.cut(text, word -> {
                    if (word.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
                        words.merge(word.substring(0, Math.min(10, word.length())), 1L, Long::sum);
                    }
                }));
        return words;
    }

    private static List<String> names(UnigramTrainer trainer) {
        var names = new ArrayList<String>();
        trainer.json()
                .at("/model/vocab")
                .forEach(piece -> names.add(piece.get(0).stringValue()));
        return names;
    }

    private static List<String> texts(int seed, int count) {
        var random = new RandomTexts(seed);
        return new ArrayList<>(
                IntStream.range(0, count).mapToObj(_ -> random.next()).toList());
    }
}
