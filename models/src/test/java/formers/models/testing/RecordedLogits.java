package formers.models.testing;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What is known of a model's scores for the text `(7t + 3) mod 96`, t = 0 … 11.
///
/// @param first scores of tokens 0 to 3 after the last token
/// @param argmax of the scores after the last token
/// @param sum of the scores after the last token
/// @param rms root of the mean square of all scores
public record RecordedLogits(double[] first, int argmax, double sum, double rms) {

    /// The text.
    public static int[] ids() {
        return IntStream.range(0, 12).map(t -> (7 * t + 3) % 96).toArray();
    }

    /// The same figures of other scores.
    ///
    /// @param logits `[time][vocabulary]`
    public static RecordedLogits of(double[][] logits) {
        double[] last = logits[logits.length - 1];
        double meanSquare = Stream.of(logits)
                .flatMapToDouble(Arrays::stream)
                .map(score -> score * score)
                .average()
                .orElseThrow();
        return new RecordedLogits(
                Arrays.copyOf(last, 4),
                IntStream.range(0, last.length)
                        .reduce((a, b) -> last[b] > last[a] ? b : a)
                        .orElseThrow(),
                Arrays.stream(last).sum(),
                Math.sqrt(meanSquare));
    }
}
