package formers.cli;

import formers.generation.chat.ChatModel;
import java.util.Locale;

/// How fast an answer was: until its first token, and from there.
final class AnswerClock {

    private final long start = System.nanoTime();
    private long first;
    private long last;

    /// A token has come.
    void tick() {
        last = System.nanoTime();
        first = first == 0 ? last : first;
    }

    String describe(ChatModel.Answer answer) {
        if (answer.tokens() == 0) {
            return "the last answer was empty";
        }
        double reading = (first - start) / 1e9;
        double writing = (last - first) / 1e9;
        var read = "the last answer: %d tokens read (%d known) in %.2f s"
                .formatted(answer.promptRead(), answer.promptKnown(), reading);
        return answer.tokens() < 2 || writing <= 0
                ? read
                : read + String.format(Locale.ROOT, ", %.1f tokens/s written", (answer.tokens() - 1) / writing);
    }
}
