package formers.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// Learns a unigram vocabulary (Kudo 2018, arXiv:1804.10959, section 3.2): of the substrings that cover most of the
/// texts, those are dropped round by round that the likelihood misses least. Single characters stay; characters too
/// rare to be learned fall back to their bytes, so any text can be expressed. Words are cut at spaces, as T5's.
public final class UnigramTrainer implements TokenizerTrainer {

    /// The tokens that come before all others, as T5 names them.
    static final List<String> SPECIAL = List.of("<pad>", "</s>", "<unk>");

    private static final int BYTES = 256;

    /// Special tokens, then bytes.
    private static final List<String> RESERVED = Stream.concat(
                    SPECIAL.stream(), IntStream.range(0, BYTES).mapToObj("<0x%02X>"::formatted))
            .toList();

    /// Substrings to begin with, for each piece wanted.
    private static final int SEEDS = 20;

    /// EM steps before pieces are dropped.
    private static final int STEPS = 2;

    /// What is left of the pieces after a round.
    private static final double KEPT = 0.8;

    /// Different words learned from, in UTF-16 units: the commonest, when there are more.
    private static final int LARGEST = 1 << 23;

    private final int vocabulary;
    private final WordCounts counts = new WordCounts();

    /// @param vocabulary tokens wanted, three special ones and the 256 bytes included
    /// @throws InputException if there are not more than those
    public UnigramTrainer(int vocabulary) {
        if (vocabulary <= SPECIAL.size() + BYTES) {
            throw new InputException("a unigram vocabulary has more than %d tokens (%d special ones, %d bytes), "
                            .formatted(SPECIAL.size() + BYTES, SPECIAL.size(), BYTES)
                    + "asked for " + vocabulary);
        }
        this.vocabulary = vocabulary;
    }

    @Override
    public void add(String text) {
        cut(text, counts::add);
    }

    /// Cuts a text before every space, which becomes `▁`; one goes before the text.
    static void cut(String text, Consumer<String> words) {
        var spaced = text.replace(' ', '▁');
        if (!spaced.startsWith("▁") && !spaced.isEmpty()) {
            spaced = "▁" + spaced;
        }
        for (int start = 0, end; start < spaced.length(); start = end) {
            int next = spaced.indexOf('▁', start + 1);
            end = next < 0 ? spaced.length() : next;
            words.accept(spaced.substring(start, end));
        }
    }

    /// The vocabulary of everything added. It is smaller than asked for if the texts have not so many substrings
    /// that repeat.
    @Override
    public Tokenizer train() {
        return TokenizerReader.read(new JsonPlace(Path.of("(trained unigram vocabulary)"), "$", json()));
    }

    ObjectNode json() {
        return TokenizerJson.t5(learn(), Set.copyOf(SPECIAL));
    }

    private Unigram learn() {
        int wanted = vocabulary - SPECIAL.size() - BYTES;
        var all = counts.total();
        var characters = characters(all, Math.max(1, wanted / 2));
        if (characters.isEmpty()) {
            throw new InputException("there is nothing to learn from: the texts are empty");
        }
        var words = CountedWords.of(parts(all, characters));
        var pieces = new ArrayList<String>();
        var weights = new ArrayList<Long>();
        characters.forEach((character, count) -> {
            pieces.add(Character.toString(character));
            weights.add(count);
        });
        for (var seed : FrequentSubstrings.of(words, SEEDS * (wanted - characters.size()))) {
            if (!RESERVED.contains(seed.text())) {
                pieces.add(seed.text());
                weights.add(seed.covered());
            }
        }
        var learning = new UnigramLearning(
                words,
                characters.size(),
                pieces,
                weights.stream().mapToDouble(weight -> weight).toArray());
        run(learning, wanted);
        return model(learning);
    }

    private static void run(UnigramLearning learning, int wanted) {
        while (true) {
            for (int i = 0; i < STEPS; i++) {
                learning.step();
            }
            int size = learning.pieces().size();
            if (size <= wanted) {
                return;
            }
            learning.prune(Math.max(wanted, (int) (KEPT * size)));
        }
    }

    /// The commonest characters with their counts, `most` at most.
    private static Map<Integer, Long> characters(Map<String, Long> words, int most) {
        var counts = new TreeMap<Integer, Long>();
        words.forEach(
                (word, count) -> word.codePoints().forEach(character -> counts.merge(character, count, Long::sum)));
        counts.keySet().removeIf(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
        var kept = new LinkedHashMap<Integer, Long>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<Integer, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(most)
                .forEach(entry -> kept.put(entry.getKey(), entry.getValue()));
        return kept;
    }

    /// Words without the characters that are not learned, in parts that are short enough.
    private static Map<String, Long> parts(Map<String, Long> words, Map<Integer, Long> characters) {
        var parts = new TreeMap<String, Long>();
        ObjLongConsumer<StringBuilder> end = (part, count) -> {
            if (!part.isEmpty()) {
                parts.merge(part.toString(), count, Long::sum);
                part.setLength(0);
            }
        };
        words.forEach((word, count) -> {
            var part = new StringBuilder();
            word.codePoints().forEach(character -> {
                boolean known = characters.containsKey(character);
                if (!known || part.length() + Character.charCount(character) > UnigramLearning.LONGEST_WORD) {
                    end.accept(part, count);
                }
                if (known) {
                    part.appendCodePoint(character);
                }
            });
            end.accept(part, count);
        });
        return commonest(parts);
    }

    private static Map<String, Long> commonest(TreeMap<String, Long> parts) {
        long length = parts.keySet().stream().mapToLong(String::length).sum();
        if (length > LARGEST) {
            var byCount = parts.entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                    .map(Map.Entry::getKey)
                    .toList();
            for (int i = 0; length > LARGEST; i++) {
                length -= byCount.get(i).length();
                parts.remove(byCount.get(i));
            }
        }
        return parts;
    }

    private static Unigram model(UnigramLearning learning) {
        var pieces = learning.pieces();
        var order = IntStream.range(0, pieces.size())
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(id -> -learning.probability(id))
                        .thenComparing(pieces::get))
                .toList();
        var names = new ArrayList<>(RESERVED);
        int first = names.size();
        var scores = new double[first + pieces.size()];
        for (int id : order) {
            scores[names.size()] = Math.log(learning.probability(id));
            names.add(pieces.get(id));
        }
        // A text that spells the name of a byte is cut into other pieces, all together likelier than this.
        double least = scores[scores.length - 1];
        for (int id = SPECIAL.size(); id < first; id++) {
            scores[id] = 10 * least;
        }
        return new Unigram(names, scores, SPECIAL.indexOf("<unk>"), true);
    }
}
