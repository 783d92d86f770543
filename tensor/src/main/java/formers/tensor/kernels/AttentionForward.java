package formers.tensor.kernels;

import formers.tensor.threads.Threads;

/// The forward pass over blocks of queries, each against one block of keys after the other with the softmax
/// kept up to date (Dao et al. 2022, algorithm 1).
///
/// @param at where `logSumExp`, null if not wanted, starts
record AttentionForward(AttentionShape shape, Heads q, HeadRows k, HeadRows v, Heads out, float[] logSumExp, int at) {

    void run() {
        var groups = BlockGroups.many(shape);
        int kvHeads = shape.batch() * shape.kvHeads();
        // Late blocks see the most keys under a causal mask: longest first leaves no thread waiting at the end.
        Threads.forEach(kvHeads * groups.count(), task -> {
            int kvHead = task % kvHeads;
            int group = groups.count() - 1 - task / kvHeads;
            var scratch = AttentionScratch.of(shape.width());
            int b = kvHead / shape.kvHeads();
            int count = groups.start(group, q, b, kvHead % shape.kvHeads(), scratch);
            passKeys(b, kvHead % shape.kvHeads(), count, scratch);
            for (int i = 0; i < count; i++) {
                write(b, scratch.blocks[i]);
            }
        });
    }

    private void passKeys(int b, int kvHead, int count, AttentionScratch scratch) {
        int end = BlockGroups.endKey(scratch, count);
        for (int key = BlockGroups.firstKey(scratch, count); key < end; key += Panels.STRIDE) {
            scratch.loadKeys(shape, k, v, b, kvHead, key, Math.min(Panels.STRIDE, end - key));
            for (int i = 0; i < count; i++) {
                var block = scratch.blocks[i];
                var panel = block.scores(shape, b, key);
                if (panel != null) {
                    add(panel, block, scratch);
                }
            }
        }
    }

    private void add(ScorePanel panel, QueryBlock block, AttentionScratch scratch) {
        ScoreMath.scores(panel, block, scratch);
        boolean grew = ScoreMath.softmax(panel, block, scratch.scores);
        if (shape.dropout() != null) {
            DropoutPanel.fill(panel, scratch.words, scratch.kept);
            ScoreMath.multiply(panel, scratch.kept, scratch.scores);
        }
        int width = shape.width();
        for (int from = 0; from < width; from += Panels.STRIDE) {
            int columns = Panels.wholeVectors(Math.min(Panels.STRIDE, width - from));
            int side = from * Panels.STRIDE;
            if (grew) {
                PanelRows.scale(panel.queries(), columns, block.rescale, block.result, side);
            }
            Panels.mix(
                    panel.queries(),
                    panel.rows(),
                    columns,
                    panel.lag(),
                    scratch.scores,
                    0,
                    scratch.values,
                    side,
                    block.result,
                    side);
        }
    }

    private void write(int b, QueryBlock block) {
        if (logSumExp != null) {
            block.finishLogSumExp();
            System.arraycopy(block.logSumExp, 0, logSumExp, at + shape.row(b, block.head, block.query), block.queries);
        }
        int width = shape.width();
        for (int i = 0; i < block.queries; i++) {
            float sum = block.sum[i];
            int to = out.at(b, block.query + i, block.head, width);
            PanelRows.write(i, width, sum == 0 ? 0 : 1 / sum, block.result, out.array(), to);
        }
    }
}
