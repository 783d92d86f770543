package formers.tensor.kernels;

import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/// The factors of [AttentionDropout] for a panel of scores, a vector of queries at a time.
final class DropoutPanel {

    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int L = F.length();
    private static final long LOW = 0xFFFFFFFFL;

    private DropoutPanel() {}

    /// `kept[r, c]` for key `key + r` and query `query + c`.
    static void fill(ScorePanel scores, float[] kept) {
        var dropout = scores.shape().dropout();
        int firstRow = scores.shape().row(scores.batch(), scores.head(), scores.query());
        int endKey = scores.key() + scores.rows();
        int columns = scores.columns();
        for (int group = scores.key() / AttentionDropout.KEYS; group * AttentionDropout.KEYS < endKey; group++) {
            int r = group * AttentionDropout.KEYS - scores.key();
            for (int c = 0; c < columns; c += L) {
                block(dropout, group, firstRow + c, r, scores.rows(), kept, c);
            }
        }
    }

    /// The rows `r..r+3` that exist, from the four words of one counter per lane.
    private static void block(AttentionDropout dropout, int group, int row, int r, int rows, float[] kept, int column) {
        var c0 = IntVector.broadcast(I, group);
        var c1 = IntVector.broadcast(I, row).addIndex(1);
        var c2 = IntVector.broadcast(I, (int) dropout.stream());
        var c3 = IntVector.broadcast(I, (int) (dropout.stream() >>> 32));
        int k0 = (int) dropout.seed();
        int k1 = (int) (dropout.seed() >>> 32);
        for (int round = 0; round < Philox.ROUNDS; round++) {
            var high0 = high(c0, Philox.MULTIPLIER_0);
            var high1 = high(c2, Philox.MULTIPLIER_1);
            var low0 = c0.mul(Philox.MULTIPLIER_0);
            var low1 = c2.mul(Philox.MULTIPLIER_1);
            c0 = high1.lanewise(XOR, c1).lanewise(XOR, k0);
            c1 = low1;
            c2 = high0.lanewise(XOR, c3).lanewise(XOR, k1);
            c3 = low0;
            k0 += Philox.WEYL_0;
            k1 += Philox.WEYL_1;
        }
        int threshold = dropout.threshold();
        float factor = dropout.kept();
        store(c0, threshold, factor, r, rows, kept, column);
        store(c1, threshold, factor, r + 1, rows, kept, column);
        store(c2, threshold, factor, r + 2, rows, kept, column);
        store(c3, threshold, factor, r + 3, rows, kept, column);
    }

    /// Upper halves of the unsigned products with `multiplier`: those of even lanes, then those of odd ones.
    private static IntVector high(IntVector x, int multiplier) {
        long factor = multiplier & LOW;
        var pairs = x.reinterpretAsLongs();
        var even = pairs.and(LOW).mul(factor).lanewise(LSHR, 32);
        var odd = pairs.lanewise(LSHR, 32).mul(factor).and(~LOW);
        return even.or(odd).reinterpretAsInts();
    }

    private static void store(IntVector words, int threshold, float factor, int r, int rows, float[] kept, int column) {
        if (r >= 0 && r < rows) {
            var keep = words.lanewise(LSHR, 8).compare(GE, threshold);
            FloatVector.zero(F).blend(factor, keep.cast(F)).intoArray(kept, r * Panels.STRIDE + column);
        }
    }
}
