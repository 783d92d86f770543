package formers.models.translation;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// The target is the source read backwards: what a model cannot do without knowing where words stand.
///
/// @param vocabulary words there are, `w0, w1, …`
/// @param shortest   words of the shortest source
/// @param longest    words of the longest one; all lengths between are as likely
public record ReverseTask(int vocabulary, int shortest, int longest) implements GeneratedTask {

    /// @throws IllegalArgumentException as [CopyTask]'s
    public ReverseTask {
        new CopyTask(vocabulary, shortest, longest);
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
        var words = new CopyTask(vocabulary, shortest, longest).draw(random).source();
        var backwards = new int[words.size()];
        Arrays.setAll(backwards, i -> words.size() - 1 - i);
        return new AlignedPair(words, words.reversed(), backwards);
    }
}
