package formers.tensor.kernels;

/// How the queries of one key head of one sequence are cut: into blocks of one head each, neighbouring heads first,
/// and these into groups that share what is read of the keys.
///
/// @param size blocks per group, at most [AttentionScratch#BLOCKS]
record BlockGroups(AttentionShape shape, int size) {

    /// Groups of all key heads together that keep any number of cores busy.
    private static final int GROUPS = 64;

    /// Groups as large as leaves enough of them, for work that is shared out group by group.
    static BlockGroups many(AttentionShape shape) {
        int blocks = shape.batch() * shape.kvHeads() * blocks(shape);
        return new BlockGroups(shape, Math.clamp(blocks / GROUPS, 1, AttentionScratch.BLOCKS));
    }

    /// The largest groups, for work that is shared out by key heads.
    static BlockGroups large(AttentionShape shape) {
        return new BlockGroups(shape, AttentionScratch.BLOCKS);
    }

    private static int blocks(AttentionShape shape) {
        return Math.ceilDiv(shape.queries(), Panels.STRIDE) * shape.group();
    }

    /// Groups per key head.
    int count() {
        return Math.ceilDiv(blocks(shape), size);
    }

    /// Starts the blocks of a group; returns how many there are.
    int start(int group, Heads q, int b, int kvHead, AttentionScratch scratch) {
        int first = group * size;
        int count = Math.min(size, blocks(shape) - first);
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
