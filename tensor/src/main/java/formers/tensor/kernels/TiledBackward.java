package formers.tensor.kernels;

import formers.tensor.threads.Threads;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The backward pass (Dao et al. 2022, algorithm 4): the probabilities are computed again from the scores and the
/// logarithm of their sum. One task has all gradients of one key head, so no two add to the same element.
record TiledBackward(
        AttentionShape shape,
        Heads q,
        Heads k,
        Heads v,
        Heads out,
        float[] logSumExp,
        int at,
        Heads dOut,
        Heads dq,
        Heads dk,
        Heads dv) {

    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int L = F.length();

    void run() {
        Threads.forEach(shape.batch() * shape.kvHeads(), task -> {
            int b = task / shape.kvHeads();
            int kvHead = task % shape.kvHeads();
            clear(dk, b, kvHead);
            clear(dv, b, kvHead);
            for (int head = kvHead * shape.group(); head < (kvHead + 1) * shape.group(); head++) {
                for (int query = 0; query < shape.queries(); query += Panels.STRIDE) {
                    block(b, head, kvHead, query);
                }
            }
        });
    }

    private void clear(Heads heads, int b, int kvHead) {
        for (int j = 0; j < shape.keys(); j++) {
            int at = heads.at(b, j, kvHead, shape.width());
            Arrays.fill(heads.array(), at, at + shape.width(), 0);
        }
    }

    private void block(int b, int head, int kvHead, int query) {
        int width = shape.width();
        int queries = Math.min(Panels.STRIDE, shape.queries() - query);
        var scratch = AttentionScratch.of(width);
        prepare(b, head, query, queries, scratch);
        int end = shape.endKey(b, query + queries - 1);
        for (int key = shape.firstKey(b, query); key < end; key += Panels.STRIDE) {
            var panel = new ScorePanel(shape, b, head, query, queries, key, Math.min(Panels.STRIDE, end - key));
            PanelRows.load(
                    panel.rows(), width, 1, k.array(), k.at(b, key, kvHead, width), k.rowStride(), scratch.keys);
            PanelRows.load(
                    panel.rows(), width, 1, v.array(), v.at(b, key, kvHead, width), v.rowStride(), scratch.values);
            TiledForward.score(panel, scratch);
            Arrays.fill(scratch.gradients, 0, panel.rows() * Panels.STRIDE, 0);
            TiledForward.product(panel, scratch.values, scratch.outGradientsAcross, scratch.gradients);
            scoreGradients(panel, scratch);
            spread(panel, scratch, dk.at(b, key, kvHead, width), dv.at(b, key, kvHead, width));
        }
        for (int i = 0; i < queries; i++) {
            int to = dq.at(b, query + i, head, width);
            for (int from = 0; from < width; from += Panels.STRIDE) {
                PanelRows.store(
                        Math.min(Panels.STRIDE, width - from), shape.scale(), scratch.result,
                        (from + i) * Panels.STRIDE, dq.array(), to + from);
            }
        }
    }

    private void prepare(int b, int head, int query, int queries, AttentionScratch scratch) {
        int width = shape.width();
        int qo = q.at(b, query, head, width);
        int go = dOut.at(b, query, head, width);
        PanelRows.load(queries, width, shape.scale(), q.array(), qo, q.rowStride(), scratch.queries);
        PanelRows.transpose(queries, width, VectorExp.LOG2_E, scratch.queries, scratch.queriesAcross);
        PanelRows.load(queries, width, 1, dOut.array(), go, dOut.rowStride(), scratch.outGradients);
        PanelRows.transpose(queries, width, 1, scratch.outGradients, scratch.outGradientsAcross);
        scratch.clearResult(width);
        // A column without a query, like a query that sees nothing, gets probability 0 everywhere.
        Arrays.fill(scratch.logSumExp, Float.POSITIVE_INFINITY);
        Arrays.fill(scratch.mean, 0);
        for (int i = 0; i < queries; i++) {
            float total = logSumExp[at + shape.row(b, head, query + i)];
            if (total != Float.NEGATIVE_INFINITY) {
                scratch.logSumExp[i] = total * VectorExp.LOG2_E;
            }
            scratch.mean[i] = PanelRows.dot(
                    width, dOut.array(), go + i * dOut.rowStride(), out.array(), out.at(b, query + i, head, width));
        }
    }

    /// Scores become probabilities P (dropped ones 0) and gradients of probabilities those of scores, P∘(dP − mean).
    private void scoreGradients(ScorePanel panel, AttentionScratch scratch) {
        int rows = panel.rows();
        int columns = panel.columns();
        if (shape.dropout() != null) {
            DropoutPanel.fill(panel, scratch.kept);
            TiledForward.multiply(rows, columns, scratch.kept, scratch.gradients);
        }
        for (int c = 0; c < columns; c += L) {
            scoreGradients(
                    rows, c, FloatVector.fromArray(F, scratch.logSumExp, c), FloatVector.fromArray(F, scratch.mean, c),
                    scratch.scores, scratch.gradients);
        }
        if (shape.dropout() != null) {
            TiledForward.multiply(rows, columns, scratch.kept, scratch.scores);
        }
        if (shape.softCap() > 0) {
            TiledForward.multiply(rows, columns, scratch.uncapped, scratch.gradients);
        }
    }

    private static void scoreGradients(
            int rows, int column, FloatVector logSumExp, FloatVector mean, float[] scores, float[] gradients) {
        for (int r = 0; r < rows; r++) {
            int at = column + r * Panels.STRIDE;
            var p = VectorExp.exp2(FloatVector.fromArray(F, scores, at).sub(logSumExp));
            p.intoArray(scores, at);
            FloatVector.fromArray(F, gradients, at).sub(mean).mul(p).intoArray(gradients, at);
        }
    }

    /// dV += Pᵀ dOut, dK += scale·dSᵀ Q, dQ/scale += dS K.
    private void spread(ScorePanel panel, AttentionScratch scratch, int dko, int dvo) {
        int width = shape.width();
        int keys = panel.rows();
        int queries = panel.queries();
        for (int from = 0; from < width; from += Panels.STRIDE) {
            int part = Math.min(Panels.STRIDE, width - from);
            int columns = Panels.wholeVectors(part);
            int side = from * Panels.STRIDE;
            collect(panel, columns, scratch.scores, scratch.outGradients, side, scratch.product);
            PanelRows.add(keys, part, scratch.product, dv.array(), dvo + from, dv.rowStride());
            collect(panel, columns, scratch.gradients, scratch.queries, side, scratch.product);
            PanelRows.add(keys, part, scratch.product, dk.array(), dko + from, dk.rowStride());
            Panels.mix(
                    queries, keys, columns, panel.lag(), scratch.gradients, 0, scratch.keys, side, scratch.result,
                    side);
        }
    }

    private static void collect(
            ScorePanel panel, int columns, float[] weights, float[] rows, int side, float[] product) {
        Arrays.fill(product, 0, panel.rows() * Panels.STRIDE, 0);
        Panels.collect(panel.rows(), panel.queries(), columns, panel.lag(), weights, 0, rows, side, product, 0);
    }
}
