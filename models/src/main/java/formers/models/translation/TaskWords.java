package formers.models.translation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The words of one side of a [GeneratedTask] as ids. Three ids come before those of the words: padding,
/// begin, end.
public final class TaskWords {

    /// Ids that are no words.
    public static final PairBatch.Marks MARKS = new PairBatch.Marks(0, 1, 2);

    private static final int FIRST = 3;

    private final List<String> words;
    private final Map<String, Integer> ids = new HashMap<>();

    TaskWords(Stream<String> words) {
        this.words = words.toList();
        for (var word : this.words) {
            ids.put(word, FIRST + ids.size());
        }
    }

    static Stream<String> numbered(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i);
    }

    /// Ids there are, marks included.
    public int size() {
        return FIRST + words.size();
    }

    /// @throws IllegalArgumentException for a word that is not of this side
    public int[] ids(List<String> text) {
        return text.stream()
                .mapToInt(word -> {
                    var id = ids.get(word);
                    if (id == null) {
                        throw new IllegalArgumentException("'%s' is none of the %d words of this side, such as '%s'"
                                .formatted(word, words.size(), words.getFirst()));
                    }
                    return id;
                })
                .toArray();
    }

    /// The words of `text`; marks are left out.
    public List<String> words(int... text) {
        return Arrays.stream(text)
                .filter(id -> id >= FIRST)
                .mapToObj(id -> words.get(id - FIRST))
                .toList();
    }
}
