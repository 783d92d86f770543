package formers.tensor.kernels;

import static jdk.incubator.vector.VectorOperators.GT;

import formers.tensor.threads.Threads;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The forward pass over blocks of queries, each against one block of keys after the other with the softmax kept up to
/// date (Dao et al. 2022, algorithm 1).
///
/// @param at where `logSumExp`, null if not wanted, starts
record TiledForward(AttentionShape shape, Heads q, Heads k, Heads v, Heads out, float[] logSumExp, int at) {

    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int L = F.length();
    private static final double LN_2 = Math.log(2);

    /// Below every score that counts, and finite, so that a difference of two is a number.
    private static final float NOTHING_YET = -1e30f;

    void run() {
        int blocks = Math.ceilDiv(shape.queries(), Panels.STRIDE);
        int rows = shape.batch() * shape.heads();
        // Late blocks see the most keys under a causal mask: longest first leaves no thread waiting at the end.
        Threads.forEach(rows * blocks, task -> {
            int row = task % rows;
            block(row / shape.heads(), row % shape.heads(), (blocks - 1 - task / rows) * Panels.STRIDE);
        });
    }

    private void block(int b, int head, int query) {
        int width = shape.width();
        int queries = Math.min(Panels.STRIDE, shape.queries() - query);
        int kvHead = head / shape.group();
        var scratch = AttentionScratch.of(width);
        PanelRows.load(
                queries, width, shape.scale(), q.array(), q.at(b, query, head, width), q.rowStride(), scratch.queries);
        PanelRows.transpose(queries, width, VectorExp.LOG2_E, scratch.queries, scratch.queriesAcross);
        scratch.clearResult(width);
        Arrays.fill(scratch.largest, NOTHING_YET);
        Arrays.fill(scratch.sum, 0);
        int end = shape.endKey(b, query + queries - 1);
        for (int key = shape.firstKey(b, query); key < end; key += Panels.STRIDE) {
            var panel = new ScorePanel(shape, b, head, query, queries, key, Math.min(Panels.STRIDE, end - key));
            PanelRows.load(
                    panel.rows(), width, 1, k.array(), k.at(b, key, kvHead, width), k.rowStride(), scratch.keys);
            PanelRows.load(
                    panel.rows(), width, 1, v.array(), v.at(b, key, kvHead, width), v.rowStride(), scratch.values);
            score(panel, scratch);
            boolean grew = softmax(panel.rows(), panel.columns(), scratch);
            if (shape.dropout() != null) {
                DropoutPanel.fill(panel, scratch.kept);
                multiply(panel.rows(), panel.columns(), scratch.kept, scratch.scores);
            }
            addValues(panel, scratch, grew);
        }
        write(b, head, query, queries, scratch);
    }

    /// `scores = bias + (scale·k qᵀ)`, in powers of two.
    static void score(ScorePanel panel, AttentionScratch scratch) {
        var shape = panel.shape();
        float[] product = scratch.scores;
        panel.bias(scratch.scores);
        if (shape.softCap() > 0) {
            product = scratch.uncapped;
            Arrays.fill(product, 0, panel.rows() * Panels.STRIDE, 0);
        }
        product(panel, scratch.keys, scratch.queriesAcross, product);
        if (shape.softCap() > 0) {
            panel.cap(product, scratch.scores);
        }
    }

    /// `to += rows across`, both as wide as a head.
    static void product(ScorePanel panel, float[] rows, float[] across, float[] to) {
        int width = panel.shape().width();
        for (int from = 0; from < width; from += Panels.STRIDE) {
            int side = from * Panels.STRIDE;
            Panels.scores(
                    panel.rows(), Math.min(Panels.STRIDE, width - from), panel.columns(), panel.lag(), rows, side,
                    across, side, to, 0);
        }
    }

    /// Scores to exponentials, relative to the largest of each column so far. Returns whether any of these grew; then
    /// what was summed before is to be multiplied by `rescale`.
    static boolean softmax(int rows, int columns, AttentionScratch scratch) {
        boolean grew = false;
        for (int c = 0; c < columns; c += L) {
            var before = FloatVector.fromArray(F, scratch.largest, c);
            var largest = largest(rows, scratch.scores, c, before);
            var sum = FloatVector.fromArray(F, scratch.sum, c);
            var rescale = FloatVector.broadcast(F, 1);
            if (largest.compare(GT, before).anyTrue()) {
                grew = true;
                rescale = VectorExp.exp2(before.sub(largest));
                largest.intoArray(scratch.largest, c);
            }
            rescale.intoArray(scratch.rescale, c);
            exponentials(rows, scratch.scores, c, largest, sum.mul(rescale)).intoArray(scratch.sum, c);
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
            var s = FloatVector.fromArray(F, scores, at);
            even = even.blend(s, s.compare(GT, even));
            s = FloatVector.fromArray(F, scores, at + Panels.STRIDE);
            odd = odd.blend(s, s.compare(GT, odd));
        }
        if (r < rows) {
            var s = FloatVector.fromArray(F, scores, column + r * Panels.STRIDE);
            even = even.blend(s, s.compare(GT, even));
        }
        return even.blend(odd, odd.compare(GT, even));
    }

    private static FloatVector exponentials(int rows, float[] scores, int column, FloatVector largest, FloatVector sum) {
        var total = sum;
        for (int r = 0; r < rows; r++) {
            int at = column + r * Panels.STRIDE;
            var p = VectorExp.exp2(FloatVector.fromArray(F, scores, at).sub(largest));
            p.intoArray(scores, at);
            total = total.add(p);
        }
        return total;
    }

    static void multiply(int rows, int columns, float[] factors, float[] panel) {
        for (int r = 0; r < rows; r++) {
            for (int i = r * Panels.STRIDE; i < r * Panels.STRIDE + columns; i += L) {
                FloatVector.fromArray(F, panel, i).mul(FloatVector.fromArray(F, factors, i)).intoArray(panel, i);
            }
        }
    }

    private void addValues(ScorePanel panel, AttentionScratch scratch, boolean grew) {
        int width = shape.width();
        for (int from = 0; from < width; from += Panels.STRIDE) {
            int columns = Panels.wholeVectors(Math.min(Panels.STRIDE, width - from));
            int side = from * Panels.STRIDE;
            if (grew) {
                PanelRows.scale(panel.queries(), columns, scratch.rescale, scratch.result, side);
            }
            Panels.mix(
                    panel.queries(), panel.rows(), columns, panel.lag(), scratch.scores, 0, scratch.values, side,
                    scratch.result, side);
        }
    }

    private void write(int b, int head, int query, int queries, AttentionScratch scratch) {
        int width = shape.width();
        for (int i = 0; i < queries; i++) {
            float sum = scratch.sum[i];
            float factor = sum == 0 ? 0 : 1 / sum;
            int to = out.at(b, query + i, head, width);
            for (int from = 0; from < width; from += Panels.STRIDE) {
                PanelRows.store(
                        Math.min(Panels.STRIDE, width - from), factor, scratch.result, (from + i) * Panels.STRIDE,
                        out.array(), to + from);
            }
            if (logSumExp != null) {
                logSumExp[at + shape.row(b, head, query + i)] =
                        (float) ((scratch.largest[i] + Math.log(sum) / LN_2) * LN_2);
            }
        }
    }
}
