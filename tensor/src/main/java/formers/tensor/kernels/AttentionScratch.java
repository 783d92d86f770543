package formers.tensor.kernels;

/// One thread's working memory for attention, kept between calls: a block of keys, and the blocks of
/// queries it passes by. In panels of scores, rows are keys and columns are queries; so everything per
/// query, maximum and sum included, is element by element and needs no sum across a vector.
final class AttentionScratch {

    /// Blocks of queries for which a block of keys is brought near once.
    static final int BLOCKS = 4;

    private static final ThreadLocal<AttentionScratch> OWN = new ThreadLocal<>();

    final float[] scores = new float[Panels.SIZE];
    final float[] gradients = new float[Panels.SIZE];
    final float[] uncapped = new float[Panels.SIZE];
    final float[] kept = new float[Panels.SIZE];
    final int[] words = new int[Panels.SIZE + 2 * AttentionDropout.KEYS * Panels.STRIDE];

    // As many panels as the width of a head needs.
    final float[] keys;
    final float[] values;
    final float[] keyGradients;
    final float[] valueGradients;

    /// A block of keys or values that are not stored as floats.
    private final float[] unpacked;

    final QueryBlock[] blocks = new QueryBlock[BLOCKS];

    private AttentionScratch(int size) {
        keys = new float[size];
        values = new float[size];
        keyGradients = new float[size];
        valueGradients = new float[size];
        unpacked = new float[size];
        for (int i = 0; i < BLOCKS; i++) {
            blocks[i] = new QueryBlock(size);
        }
    }

    /// This thread's own, for heads of at least this width.
    static AttentionScratch of(int width) {
        int size = Panels.count(width) * Panels.SIZE;
        var scratch = OWN.get();
        if (scratch == null || scratch.keys.length < size) {
            scratch = new AttentionScratch(size);
            OWN.set(scratch);
        }
        return scratch;
    }

    void loadKeys(AttentionShape shape, HeadRows k, HeadRows v, int b, int kvHead, int key, int rows) {
        int width = shape.width();
        load(rows, width, k.read(b, key, rows, kvHead, 1, width, unpacked), keys);
        load(rows, width, v.read(b, key, rows, kvHead, 1, width, unpacked), values);
    }

    private static void load(int rows, int width, Heads from, float[] panels) {
        PanelRows.read(rows, width, 1, from.array(), from.offset(), from.rowStride(), panels);
    }
}
