package formers.tensor.kernels;

import static formers.tensor.kernels.VectorMath.F;
import static formers.tensor.kernels.VectorMath.L;
import static formers.tensor.kernels.VectorMath.load;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// From queries and keys to scores, and from scores to probabilities and gradients, a panel at a time.
final class ScoreMath {

    private ScoreMath() {}

    /// `scores = bias + (scale·k qᵀ)`, in powers of two.
    static void scores(ScorePanel panel, QueryBlock block, AttentionScratch scratch) {
        panel.bias(scratch.scores);
        if (panel.shape().softCap() == 0) {
            product(panel, scratch.keys, block.across, scratch.scores);
        } else {
            Arrays.fill(scratch.uncapped, 0, panel.rows() * Panels.STRIDE, 0);
            product(panel, scratch.keys, block.across, scratch.uncapped);
            panel.cap(scratch.uncapped, scratch.scores);
        }
    }

    /// `to += rows across`, both as wide as a head.
    static void product(ScorePanel panel, float[] rows, float[] across, float[] to) {
        int width = panel.shape().width();
        for (int from = 0; from < width; from += Panels.STRIDE) {
            int side = from * Panels.STRIDE;
            Panels.scores(
                    panel.rows(),
                    Math.min(Panels.STRIDE, width - from),
                    panel.columns(),
                    panel.lag(),
                    rows,
                    side,
                    across,
                    side,
                    to,
                    0);
        }
    }

    /// Scores to exponentials, relative to the largest of each column so far. Returns whether any of these grew;
    /// then what was summed before is to be multiplied by `rescale`.
    static boolean softmax(ScorePanel panel, QueryBlock block, float[] scores) {
        boolean grew = false;
        int columns = panel.columns();
        for (int c = 0; c < columns; c += L) {
            int rows = panel.rowsSeenFrom(c + L - 1);
            var before = load(block.largest, c);
            var largest = largest(rows, scores, c, before);
            var rescale = FloatVector.broadcast(F, 1);
            if (largest.compare(GT, before).anyTrue()) {
                grew = true;
                rescale = PowerOfTwo.of(before.sub(largest));
                largest.intoArray(block.largest, c);
            }
            rescale.intoArray(block.rescale, c);
            exponentials(rows, scores, c, block);
        }
        return grew;
    }

    /// In two halves, since each comparison waits for the one before.
    private static FloatVector largest(int rows, float[] scores, int column, FloatVector before) {
        var even = before;
        var odd = before;
        int r = 0;
        for (; r < rows - 1; r += 2) {
            int at = column + r * Panels.STRIDE;
            var s = load(scores, at);
            even = even.blend(s, s.compare(GT, even));
            s = load(scores, at + Panels.STRIDE);
            odd = odd.blend(s, s.compare(GT, odd));
        }
        if (r < rows) {
            var s = load(scores, column + r * Panels.STRIDE);
            even = even.blend(s, s.compare(GT, even));
        }
        return even.blend(odd, odd.compare(GT, even));
    }

    private static void exponentials(int rows, float[] scores, int column, QueryBlock block) {
        var largest = FloatVector.fromArray(F, block.largest, column);
        var rescale = FloatVector.fromArray(F, block.rescale, column);
        var total = FloatVector.fromArray(F, block.sum, column).mul(rescale);
        for (int r = 0; r < rows; r++) {
            int at = column + r * Panels.STRIDE;
            var x = FloatVector.fromArray(F, scores, at).sub(largest);
            // PowerOfTwo.of, written out: it would come too late in its callers to be inlined.
            var rounded = x.add(PowerOfTwo.ROUND);
            var f = x.sub(rounded.sub(PowerOfTwo.ROUND));
            var p = f.fma(FloatVector.broadcast(F, PowerOfTwo.C4), FloatVector.broadcast(F, PowerOfTwo.C3));
            p = p.fma(f, FloatVector.broadcast(F, PowerOfTwo.C2));
            p = p.fma(f, FloatVector.broadcast(F, PowerOfTwo.C1));
            p = p.fma(f, FloatVector.broadcast(F, PowerOfTwo.C0));
            p = p.fma(f, FloatVector.broadcast(F, 1));
            var exponent = rounded.reinterpretAsInts().lanewise(LSHL, 23);
            p = p.reinterpretAsInts().add(exponent).reinterpretAsFloats().blend(0, x.compare(LT, PowerOfTwo.SMALLEST));
            p.intoArray(scores, at);
            total = total.add(p);
        }
        total.intoArray(block.sum, column);
    }

    /// Scores become probabilities P, and gradients of probabilities those of scores, P∘(dP − mean).
    static void gradients(ScorePanel panel, QueryBlock block, float[] scores, float[] gradients) {
        int columns = panel.columns();
        for (int c = 0; c < columns; c += L) {
            gradients(
                    panel.rowsSeenFrom(c + L - 1), c, load(block.logSumExp, c), load(block.mean, c), scores, gradients);
        }
    }

    private static void gradients(
            int rows, int column, FloatVector logSumExp, FloatVector mean, float[] scores, float[] gradients) {
        for (int r = 0; r < rows; r++) {
            int at = column + r * Panels.STRIDE;
            var p = PowerOfTwo.of(load(scores, at).sub(logSumExp));
            p.intoArray(scores, at);
            FloatVector.fromArray(F, gradients, at).sub(mean).mul(p).intoArray(gradients, at);
        }
    }

    /// `panel *= factors`.
    static void multiply(ScorePanel panel, float[] factors, float[] values) {
        int columns = panel.columns();
        for (int r = 0; r < panel.rows(); r++) {
            for (int i = r * Panels.STRIDE; i < r * Panels.STRIDE + columns; i += L) {
                load(values, i).mul(load(factors, i)).intoArray(values, i);
            }
        }
    }
}
