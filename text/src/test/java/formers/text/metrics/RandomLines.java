package formers.text.metrics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Lines of 5 to 15 different words, and translations of them that have another word here and there.
final class RandomLines {

    private final Random random;
    private final List<String> references = new ArrayList<>();

    RandomLines(long seed) {
        random = new Random(seed);
    }

    /// Every line has a wrong word; to [#references] belong the right ones.
    List<String> hypotheses(int lines) {
        var hypotheses = new ArrayList<String>();
        for (int i = 0; i < lines; i++) {
            var words = new ArrayList<String>();
            for (int w = 0; w < 100; w++) {
                words.add("w" + w);
            }
            Collections.shuffle(words, random);
            var line = words.subList(0, 5 + random.nextInt(11));
            references.add(String.join(" ", line));
            line.set(random.nextInt(line.size()), "wrong");
            hypotheses.add(String.join(" ", line));
        }
        return hypotheses;
    }

    List<String> references() {
        return references;
    }

    static String reversed(String line) {
        return String.join(" ", List.of(line.split(" ")).reversed());
    }
}
