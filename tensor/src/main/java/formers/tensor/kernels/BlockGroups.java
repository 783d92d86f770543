package formers.tensor.kernels;

/// How the queries of one key head of one sequence are cut: into blocks of one head each, neighbouring heads first, and
/// these into groups that share what is read of the keys.
record BlockGroups(AttentionShape shape) {

    private int blocks() {
        return Math.ceilDiv(shape.queries(), Panels.STRIDE) * shape.group();
    }

    /// Groups per key head.
    int count() {
        return Math.ceilDiv(blocks(), AttentionScratch.BLOCKS);
    }

    /// Starts the blocks of a group; returns how many there are.
    int start(int group, Heads q, int b, int kvHead, AttentionScratch scratch) {
        int first = group * AttentionScratch.BLOCKS;
        int count = Math.min(AttentionScratch.BLOCKS, blocks() - first);
        for (int i = 0; i < count; i++) {
            int block = first + i;
            int head = kvHead * shape.group() + block % shape.group();
            scratch.blocks[i].start(shape, q, b, head, block / shape.group() * Panels.STRIDE);
        }
        return count;
    }

    static int firstKey(AttentionScratch scratch, int count) {
        int first = Integer.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            first = Math.min(first, scratch.blocks[i].firstKey);
        }
        return first;
    }

    static int endKey(AttentionScratch scratch, int count) {
        int end = 0;
        for (int i = 0; i < count; i++) {
            end = Math.max(end, scratch.blocks[i].endKey);
        }
        return end;
    }
}
