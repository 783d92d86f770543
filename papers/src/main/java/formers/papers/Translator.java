package formers.papers;

import formers.models.translation.PairBatch;
import formers.models.translation.SequenceToSequence;
import formers.models.translation.TargetPrefixes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Writes targets for sources with a trained model: the one place where the papers choose how.
final class Translator {

    private final SequenceToSequence model;
    private final PairBatch.Marks marks;

    Translator(SequenceToSequence model, PairBatch.Marks marks) {
        this.model = model;
        this.marks = marks;
    }

    /// The targets of a batch's sources, without marks; those of the batch are not looked at.
    ///
    /// @param longest tokens after which a target that has not ended is cut
    List<int[]> translate(PairBatch batch, int longest) {
        return greedy(model.start(batch.source(), batch.sourceLengths()), longest);
    }

    /// Each token the likeliest after those before it.
    private List<int[]> greedy(TargetPrefixes prefixes, int longest) {
        int rows = prefixes.rows();
        var tokens = new int[rows][longest];
        var lengths = new int[rows];
        var ended = new boolean[rows];
        var last = new int[rows];
        Arrays.fill(last, marks.begin());
        for (int i = 0; i < longest && !all(ended); i++) {
            last = prefixes.next(last).argmax(-1).toInts();
            for (int row = 0; row < rows; row++) {
                ended[row] |= last[row] == marks.end();
                if (!ended[row]) {
                    tokens[row][lengths[row]++] = last[row];
                }
            }
        }
        var targets = new ArrayList<int[]>();
        for (int row = 0; row < rows; row++) {
            targets.add(Arrays.copyOf(tokens[row], lengths[row]));
        }
        return targets;
    }

    private static boolean all(boolean[] flags) {
        for (boolean flag : flags) {
            if (!flag) {
                return false;
            }
        }
        return true;
    }
}
