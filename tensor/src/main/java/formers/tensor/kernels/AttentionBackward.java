package formers.tensor.kernels;

import formers.tensor.threads.Threads;
import java.util.Arrays;

/// The backward pass (Dao et al. 2022, algorithm 4): the probabilities are computed again from the scores and the
/// logarithm of their sum. One task has all gradients of one key head, so no two add to the same element.
record AttentionBackward(
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

    void run() {
        var groups = BlockGroups.large(shape);
        Threads.forEach(shape.batch() * shape.kvHeads(), task -> {
            int b = task / shape.kvHeads();
            int kvHead = task % shape.kvHeads();
            var scratch = AttentionScratch.of(shape.width());
            clear(dk, b, kvHead);
            clear(dv, b, kvHead);
            for (int group = 0; group < groups.count(); group++) {
                int count = groups.start(group, q, b, kvHead, scratch);
                for (int i = 0; i < count; i++) {
                    scratch.blocks[i].startBackward(shape, out, dOut, b, logSumExp, at);
                }
                passKeys(b, kvHead, count, scratch);
                for (int i = 0; i < count; i++) {
                    write(b, scratch.blocks[i]);
                }
            }
        });
    }

    private void clear(Heads heads, int b, int kvHead) {
        for (int j = 0; j < shape.keys(); j++) {
            int from = heads.at(b, j, kvHead, shape.width());
            Arrays.fill(heads.array(), from, from + shape.width(), 0);
        }
    }

    private void passKeys(int b, int kvHead, int count, AttentionScratch scratch) {
        int width = shape.width();
        int size = Panels.count(width) * Panels.SIZE;
        int end = BlockGroups.endKey(scratch, count);
        for (int key = BlockGroups.firstKey(scratch, count); key < end; key += Panels.STRIDE) {
            int rows = Math.min(Panels.STRIDE, end - key);
            scratch.loadKeys(shape, k, v, b, kvHead, key, rows);
            Arrays.fill(scratch.keyGradients, 0, size, 0);
            Arrays.fill(scratch.valueGradients, 0, size, 0);
            for (int i = 0; i < count; i++) {
                var block = scratch.blocks[i];
                var panel = block.scores(shape, b, key);
                if (panel != null) {
                    scoreGradients(panel, block, scratch);
                    spread(panel, block, scratch);
                }
            }
            PanelRows.add(rows, width, scratch.keyGradients, dk.array(), dk.at(b, key, kvHead, width), dk.rowStride());
            PanelRows.add(
                    rows, width, scratch.valueGradients, dv.array(), dv.at(b, key, kvHead, width), dv.rowStride());
        }
    }

    /// Leaves P, without what is dropped, in `scores`, and the gradient of `scale·q kᵀ` in `gradients`.
    private void scoreGradients(ScorePanel panel, QueryBlock block, AttentionScratch scratch) {
        ScoreMath.scores(panel, block, scratch);
        Arrays.fill(scratch.gradients, 0, panel.rows() * Panels.STRIDE, 0);
        ScoreMath.product(panel, scratch.values, block.outGradientsAcross, scratch.gradients);
        if (shape.dropout() != null) {
            DropoutPanel.fill(panel, scratch.words, scratch.kept);
            ScoreMath.multiply(panel, scratch.kept, scratch.gradients);
        }
        ScoreMath.gradients(panel, block, scratch.scores, scratch.gradients);
        if (shape.dropout() != null) {
            ScoreMath.multiply(panel, scratch.kept, scratch.scores);
        }
        if (shape.softCap() > 0) {
            ScoreMath.multiply(panel, scratch.uncapped, scratch.gradients);
        }
        // Products work on four rows at a time, and rows that this block does not see may belong to the next one.
        clearAfter(panel, scratch.scores);
        clearAfter(panel, scratch.gradients);
    }

    private static void clearAfter(ScorePanel panel, float[] values) {
        int whole = Math.ceilDiv(panel.rows(), Panels.ROWS) * Panels.ROWS;
        Arrays.fill(values, panel.rows() * Panels.STRIDE, whole * Panels.STRIDE, 0);
    }

    /// dV += Pᵀ dOut, dK += scale·dSᵀ Q, dQ/scale += dS K.
    private void spread(ScorePanel panel, QueryBlock block, AttentionScratch scratch) {
        int width = shape.width();
        int keys = panel.rows();
        int queries = panel.queries();
        int lag = panel.lag();
        for (int from = 0; from < width; from += Panels.STRIDE) {
            int columns = Panels.wholeVectors(Math.min(Panels.STRIDE, width - from));
            int side = from * Panels.STRIDE;
            Panels.collect(
                    keys,
                    queries,
                    columns,
                    lag,
                    scratch.scores,
                    0,
                    block.outGradients,
                    side,
                    scratch.valueGradients,
                    side);
            Panels.collect(
                    keys, queries, columns, lag, scratch.gradients, 0, block.rows, side, scratch.keyGradients, side);
            Panels.mix(queries, keys, columns, lag, scratch.gradients, 0, scratch.keys, side, block.result, side);
        }
    }

    private void write(int b, QueryBlock block) {
        int width = shape.width();
        for (int i = 0; i < block.queries; i++) {
            PanelRows.write(
                    i, width, shape.scale(), block.result, dq.array(), dq.at(b, block.query + i, block.head, width));
        }
    }
}
