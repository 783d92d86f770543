package formers.models.translation;

import formers.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/// Pairs of a source and its target as a model is trained on them.
///
/// @param source        ids (I32) `[batch, S]`, padded on the right
/// @param sourceLengths tokens of each source, padding not counted
/// @param input         ids (I32) `[batch, T]`: what begins a target, then its tokens
/// @param targets       ids (I32) `[batch, T]`: the tokens of the target, then what ends it; -1, which does
///                      not count, at the padding
public record PairBatch(Tensor source, int[] sourceLengths, Tensor input, Tensor targets) {

    /// Ids that are not text.
    ///
    /// @param begin the first input of the decoder
    public record Marks(int padding, int begin, int end) {}

    /// Pads sequences to a batch.
    ///
    /// @param sources tokens of the sources, as the model reads them (with an end mark if it was trained
    ///                with one)
    /// @param targets tokens of the targets, without marks
    public static PairBatch of(List<int[]> sources, List<int[]> targets, Marks marks) {
        if (sources.size() != targets.size() || sources.isEmpty()) {
            throw new IllegalArgumentException(
                    "%d sources and %d targets; pairs are needed".formatted(sources.size(), targets.size()));
        }
        int width = sources.stream().mapToInt(ids -> ids.length).max().orElseThrow();
        int height = 1 + targets.stream().mapToInt(ids -> ids.length).max().orElseThrow();
        var source = filled(sources.size() * width, marks.padding());
        var input = filled(sources.size() * height, marks.padding());
        var output = filled(sources.size() * height, -1);
        for (int row = 0; row < sources.size(); row++) {
            var from = sources.get(row);
            var to = targets.get(row);
            System.arraycopy(from, 0, source, row * width, from.length);
            input[row * height] = marks.begin();
            System.arraycopy(to, 0, input, row * height + 1, to.length);
            System.arraycopy(to, 0, output, row * height, to.length);
            output[row * height + to.length] = marks.end();
        }
        return new PairBatch(
                Tensor.ofInts(source, sources.size(), width),
                sources.stream().mapToInt(ids -> ids.length).toArray(),
                Tensor.ofInts(input, sources.size(), height),
                Tensor.ofInts(output, sources.size(), height));
    }

    private static int[] filled(int count, int value) {
        var ids = new int[count];
        Arrays.fill(ids, value);
        return ids;
    }

    /// Target tokens that count.
    public int targetTokens() {
        int count = 0;
        for (int id : targets.toInts()) {
            count += id >= 0 ? 1 : 0;
        }
        return count;
    }
}
