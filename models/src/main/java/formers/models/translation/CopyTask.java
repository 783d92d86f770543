package formers.models.translation;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// The target is the source: the smallest test of attention.
///
/// @param vocabulary words there are, `w0, w1, …`
/// @param shortest   words of the shortest source
/// @param longest    words of the longest one; all lengths between are as likely
public record CopyTask(int vocabulary, int shortest, int longest) implements GeneratedTask {

    public CopyTask {
        if (vocabulary < 1 || shortest < 1 || longest < shortest) {
            throw new IllegalArgumentException(
                    "a vocabulary and lengths of at least 1 are wanted, shortest first; found %d words, %d to %d long"
                            .formatted(vocabulary, shortest, longest));
        }
    }

    @Override
    public TaskWords source() {
        return new TaskWords(TaskWords.numbered("w", vocabulary));
    }

    @Override
    public TaskWords target() {
        return source();
    }

    @Override
    public AlignedPair draw(RandomGenerator random) {
        int length = GeneratedTask.between(random, shortest, longest);
        var words = IntStream.range(0, length)
                .mapToObj(_ -> "w" + random.nextInt(vocabulary))
                .toList();
        var same = new int[length];
        Arrays.setAll(same, i -> i);
        return new AlignedPair(words, words, same);
    }
}
