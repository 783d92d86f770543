package formers.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/// Learns the vocabulary of a BERT (Devlin et al. 2018, arXiv:1810.04805): the tokens that byte-pair learning
/// over characters makes, those inside a word with `##` before their name, as Hugging Face trains WordPiece.
/// Words are BERT's, with their case and accents.
public final class WordPieceTrainer implements TokenizerTrainer {

    /// The tokens that come before all others, as BERT names them.
    static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");

    static final String UNKNOWN = "[UNK]";
    static final String PREFIX = "##";

    /// Words of more characters are unknown.
    static final int LONGEST = 100;

    /// Characters kept; rarer ones make their words unknown.
    private static final int ALPHABET = 1000;

    private final int vocabulary;
    private final WordCounts counts = new WordCounts();

    /// @param vocabulary tokens wanted, BERT's five special ones included
    /// @throws InputException if there are not more than those
    public WordPieceTrainer(int vocabulary) {
        if (vocabulary <= SPECIAL.size()) {
            throw new InputException("a WordPiece vocabulary has its %d special tokens and more, asked for %d"
                    .formatted(SPECIAL.size(), vocabulary));
        }
        this.vocabulary = vocabulary;
    }

    @Override
    public void add(String text) {
        BertWords.cut(text, counts::add);
    }

    /// The vocabulary of everything added. It is smaller than asked for if no more pairs repeat.
    ///
    /// @throws InputException if it has no room for the characters of the texts, or there are none
    @Override
    public Tokenizer train() {
        return TokenizerReader.read(new JsonPlace(Path.of("(trained WordPiece vocabulary)"), "$", json()));
    }

    ObjectNode json() {
        return TokenizerJson.bert(learn(), false, Set.copyOf(SPECIAL));
    }

    private WordPiece learn() {
        var total = counts.total();
        var alphabet = alphabet(total);
        total.keySet().removeIf(word -> !word.codePoints().allMatch(alphabet::contains));
        var names = new ArrayList<>(SPECIAL);
        alphabet.forEach(character -> names.add(Character.toString(character)));
        var ids = new HashMap<String, Integer>();
        for (int id = 0; id < names.size(); id++) {
            ids.put(names.get(id), id);
        }
        var words = new int[total.size()][];
        int w = 0;
        for (var word : total.keySet()) {
            int[] characters = word.codePoints().toArray();
            words[w] = new int[characters.length];
            for (int i = 0; i < characters.length; i++) {
                words[w][i] = id((i == 0 ? "" : PREFIX) + Character.toString(characters[i]), ids, names);
            }
            w++;
        }
        if (names.size() > vocabulary) {
            throw new InputException(
                    "the texts have %d different characters, which with those inside words and the special tokens are "
                                    .formatted(alphabet.size())
                            + "%d tokens; asked for %d".formatted(names.size(), vocabulary));
        }
        long[] occurrences = total.values().stream().mapToLong(count -> count).toArray();
        new PairLearning(words, occurrences)
                .run(
                        vocabulary,
                        names::size,
                        (left, right) -> id(names.get(left) + names.get(right).substring(PREFIX.length()), ids, names));
        return new WordPiece(names, UNKNOWN, PREFIX, LONGEST);
    }

    private static int id(String name, Map<String, Integer> ids, List<String> names) {
        return ids.computeIfAbsent(name, _ -> {
            names.add(name);
            return names.size() - 1;
        });
    }

    /// The commonest characters, in order.
    private static TreeSet<Integer> alphabet(SequencedMap<String, Long> total) {
        var counts = new TreeMap<Integer, Long>();
        total.forEach(
                (word, count) -> word.codePoints().forEach(character -> counts.merge(character, count, Long::sum)));
        if (counts.isEmpty()) {
            throw new InputException("there are no words to learn from: the texts are empty or all white space");
        }
        return counts.entrySet().stream()
                .sorted(Map.Entry.<Integer, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(ALPHABET)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
