package formers.models.translation;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// A small language with a word order, a gender and a negation like those of French: articles and
/// adjectives agree with their noun, adjectives stand after it, an adverb right after its verb. A pair such
/// as
///
/// ```
/// the a1 a2 n3 not v4 a n0 d5        source
/// LA N3 A2f A1f NE V4 PAS D5 UN N0   target
/// ```
///
/// has one right target, and each noun, verb, adjective and adverb of it one word it came from: those are
/// asked about.
///
/// @param shortest words of the shortest source, at most 60
/// @param longest  words of the longest one, at least 5
public record ToyTranslation(int shortest, int longest) implements GeneratedTask {

    private static final int NOUNS = 30;
    private static final int ADJECTIVES = 15;
    private static final int VERBS = 15;
    private static final int ADVERBS = 6;
    private static final int CLAUSES = 8;
    private static final int SMALLEST = 5; // article, noun, verb, article, noun
    private static final int USUAL = 60; // eight clauses have 65 words on average
    private static final int[] ADJECTIVE_COUNTS = {0, 0, 1, 1, 2};

    public ToyTranslation {
        if (shortest < 1 || longest < shortest || longest < SMALLEST || shortest > USUAL) {
            throw new IllegalArgumentException(
                    "sentences have %d words or more, and few have over %d; found a wish for".formatted(SMALLEST, USUAL)
                            + " %d to %d words".formatted(shortest, longest));
        }
    }

    @Override
    public TaskWords source() {
        return new TaskWords(Stream.of(
                        Stream.of("the", "a", "not", "and"),
                        TaskWords.numbered("n", NOUNS),
                        TaskWords.numbered("a", ADJECTIVES),
                        TaskWords.numbered("v", VERBS),
                        TaskWords.numbered("d", ADVERBS))
                .flatMap(words -> words));
    }

    @Override
    public TaskWords target() {
        return new TaskWords(Stream.of(
                        Stream.of("LE", "LA", "UN", "UNE", "NE", "PAS", "ET"),
                        TaskWords.numbered("N", NOUNS),
                        TaskWords.numbered("A", ADJECTIVES).flatMap(word -> Stream.of(word + "m", word + "f")),
                        TaskWords.numbered("V", VERBS),
                        TaskWords.numbered("D", ADVERBS))
                .flatMap(words -> words));
    }

    /// Sentences are drawn until one has the wanted length.
    @Override
    public AlignedPair draw(RandomGenerator random) {
        while (true) {
            var sentence = new Sentence(random);
            int clauses = GeneratedTask.between(random, 1, CLAUSES);
            for (int i = 0; i < clauses; i++) {
                if (i > 0) {
                    sentence.read("and");
                    sentence.write("ET", -1);
                }
                sentence.clause();
            }
            if (sentence.source.size() >= shortest && sentence.source.size() <= longest) {
                return sentence.pair();
            }
        }
    }

    /// A pair that grows on both sides.
    private static final class Sentence {
        private final RandomGenerator random;
        private final List<String> source = new ArrayList<>();
        private final List<String> target = new ArrayList<>();
        private final List<Integer> alignment = new ArrayList<>();

        Sentence(RandomGenerator random) {
            this.random = random;
        }

        AlignedPair pair() {
            return new AlignedPair(
                    source,
                    target,
                    alignment.stream().mapToInt(Integer::intValue).toArray());
        }

        /// Adds to the source; returns where.
        int read(String word) {
            source.add(word);
            return source.size() - 1;
        }

        void write(String word, int from) {
            target.add(word);
            alignment.add(from);
        }

        /// `NP [not] VERB NP [ADV]` → `NP [NE] V [PAS] [D] NP`.
        void clause() {
            nounPhrase().run();
            boolean negated = random.nextInt(4) == 0;
            if (negated) {
                read("not");
                write("NE", -1);
            }
            int verb = random.nextInt(VERBS);
            write("V" + verb, read("v" + verb));
            if (negated) {
                write("PAS", -1);
            }
            var object = nounPhrase();
            if (random.nextBoolean()) {
                int adverb = random.nextInt(ADVERBS);
                write("D" + adverb, read("d" + adverb));
            }
            object.run();
        }

        /// `DET ADJ* NOUN` → `DET NOUN ADJ*`, adjectives turned round. Reads it; what it returns writes it.
        Runnable nounPhrase() {
            boolean definite = random.nextBoolean();
            read(definite ? "the" : "a");
            var adjectives = new int[ADJECTIVE_COUNTS[random.nextInt(ADJECTIVE_COUNTS.length)]];
            int first = source.size();
            for (int i = 0; i < adjectives.length; i++) {
                adjectives[i] = random.nextInt(ADJECTIVES);
                read("a" + adjectives[i]);
            }
            int noun = random.nextInt(NOUNS);
            int place = read("n" + noun);
            boolean feminine = noun % 2 != 0;
            return () -> {
                write(definite ? feminine ? "LA" : "LE" : feminine ? "UNE" : "UN", -1);
                write("N" + noun, place);
                for (int i = adjectives.length - 1; i >= 0; i--) {
                    write("A" + adjectives[i] + (feminine ? "f" : "m"), first + i);
                }
            };
        }
    }
}
