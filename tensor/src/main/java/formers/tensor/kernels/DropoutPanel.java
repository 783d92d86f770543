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

    /// `kept[r, c]` for key `key + r` and query `query + c`; `words` has room for a panel and three rows on either side.
    static void fill(ScorePanel scores, int[] words, float[] kept) {
        var dropout = scores.shape().dropout();
        int firstRow = scores.shape().row(scores.batch(), scores.head(), scores.query());
        int endKey = scores.key() + scores.rows();
        int columns = scores.columns();
        // Groups of keys may begin before the first row of the panel.
        int skipped = scores.key() % AttentionDropout.KEYS;
        int at = 0;
        for (int group = scores.key() / AttentionDropout.KEYS; group * AttentionDropout.KEYS < endKey; group++) {
            for (int c = 0; c < columns; c += L) {
                draw(group, firstRow + c, dropout.stream(), dropout.seed(), words, at + c);
            }
            at += AttentionDropout.KEYS * Panels.STRIDE;
        }
        decide(scores.rows(), columns, dropout, words, skipped * Panels.STRIDE, kept);
    }

    private static void decide(
            int rows, int columns, AttentionDropout dropout, int[] words, int wo, float[] kept) {
        int threshold = dropout.threshold();
        float factor = dropout.kept();
        for (int r = 0; r < rows; r++) {
            for (int i = r * Panels.STRIDE; i < r * Panels.STRIDE + columns; i += L) {
                var keep = IntVector.fromArray(I, words, wo + i).lanewise(LSHR, 8).compare(GE, threshold);
                FloatVector.zero(F).blend(factor, keep.cast(F)).intoArray(kept, i);
            }
        }
    }

    /// The four words of one counter per lane, a row of the panel each.
    private static void draw(int group, int row, long stream, long seed, int[] words, int at) {
        var c0 = IntVector.broadcast(I, group);
        var c1 = IntVector.broadcast(I, row).addIndex(1);
        var c2 = IntVector.broadcast(I, (int) stream);
        var c3 = IntVector.broadcast(I, (int) (stream >>> 32));
        int k0 = (int) seed;
        int k1 = (int) (seed >>> 32);
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
        c0.intoArray(words, at);
        c1.intoArray(words, at + Panels.STRIDE);
        c2.intoArray(words, at + 2 * Panels.STRIDE);
        c3.intoArray(words, at + 3 * Panels.STRIDE);
    }

    /// Upper halves of the unsigned products with `multiplier`: those of even lanes, then those of odd ones.
    private static IntVector high(IntVector x, int multiplier) {
        long factor = multiplier & LOW;
        var pairs = x.reinterpretAsLongs();
        var even = pairs.and(LOW).mul(factor).lanewise(LSHR, 32);
        var odd = pairs.lanewise(LSHR, 32).mul(factor).and(~LOW);
        return even.or(odd).reinterpretAsInts();
    }
}
