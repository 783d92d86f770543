package formers.papers;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Sequences that repeat a random word: what comes next is known to whoever finds the last time it came,
/// and to nobody who knows the last token alone.
record PeriodicSequences(int symbols, int length, int shortestWord, int longestWord) {

    int[] draw(RandomGenerator random) {
        var word = random.ints(random.nextInt(shortestWord, longestWord + 1), 0, symbols)
                .toArray();
        return IntStream.range(0, length).map(t -> word[t % word.length]).toArray();
    }

    int[][] draw(int count, RandomGenerator random) {
        return IntStream.range(0, count).mapToObj(_ -> draw(random)).toArray(int[][]::new);
    }

    @Override
    public String toString() {
        return "sequences of %d that repeat a word of %d to %d out of %d symbols"
                .formatted(length, shortestWord, longestWord, symbols);
    }
}
