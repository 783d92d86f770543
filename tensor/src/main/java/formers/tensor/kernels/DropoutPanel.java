package formers.tensor.kernels;

import static formers.tensor.kernels.VectorMath.F;
import static formers.tensor.kernels.VectorMath.L;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/// The factors of [AttentionDropout] for a panel of scores, a vector of queries at a time.
final class DropoutPanel {

    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;

    private DropoutPanel() {}

    /// `kept[r, c]` for key `key + r` and query `query + c`; `words` has room for a panel and three rows on either
    /// side.
    static void fill(ScorePanel scores, int[] words, float[] kept) {
        var dropout = scores.shape().dropout();
        int firstRow = scores.shape().row(scores.batch(), scores.head(), scores.query());
        int endKey = scores.key() + scores.rows();
        int columns = scores.columns();
        // Groups of keys may begin before the first row of the panel.
        int skipped = scores.key() % AttentionDropout.KEYS;
        int at = 0;
        for (int group = scores.key() / AttentionDropout.KEYS; group * AttentionDropout.KEYS < endKey; group++) {
            for (int c = 0; c < columns; c += VectorPhilox.STEP) {
                VectorPhilox.counters(
                        AttentionDropout.counter(group, firstRow + c),
                        dropout.stream(),
                        dropout.seed(),
                        words,
                        at + c,
                        Panels.STRIDE);
            }
            at += AttentionDropout.KEYS * Panels.STRIDE;
        }
        decide(scores.rows(), columns, dropout, words, skipped * Panels.STRIDE, kept);
    }

    private static void decide(int rows, int columns, AttentionDropout dropout, int[] words, int wo, float[] kept) {
        int threshold = dropout.threshold();
        float factor = dropout.kept();
        for (int r = 0; r < rows; r++) {
            for (int i = r * Panels.STRIDE; i < r * Panels.STRIDE + columns; i += L) {
                var keep =
                        IntVector.fromArray(I, words, wo + i).lanewise(LSHR, 8).compare(GE, threshold);
                FloatVector.zero(F).blend(factor, keep.cast(F)).intoArray(kept, i);
            }
        }
    }
}
