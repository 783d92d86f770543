package formers.tensor.kernels;

import java.util.Arrays;

/// One thread's working memory for attention, kept between calls: panels of one block of queries against one of keys.
/// In panels of scores, rows are keys and columns are queries; so everything per query, maximum and sum included, is
/// element by element and needs no sum across a vector.
final class AttentionScratch {

    private static final ThreadLocal<AttentionScratch> OWN = ThreadLocal.withInitial(AttentionScratch::new);

    final float[] scores = panel();
    final float[] gradients = panel();
    final float[] uncapped = panel();
    final float[] kept = panel();
    final float[] product = panel();

    // One element per query of the block.
    final float[] largest = new float[Panels.STRIDE];
    final float[] sum = new float[Panels.STRIDE];
    final float[] rescale = new float[Panels.STRIDE];
    final float[] logSumExp = new float[Panels.STRIDE];
    final float[] mean = new float[Panels.STRIDE];

    // As many panels as the width of a head needs.
    float[] queries = new float[0];
    float[] queriesAcross = new float[0];
    float[] keys = new float[0];
    float[] values = new float[0];
    float[] outGradients = new float[0];
    float[] outGradientsAcross = new float[0];
    float[] result = new float[0];

    private AttentionScratch() {}

    private static float[] panel() {
        return new float[Panels.SIZE];
    }

    /// Panels side by side that hold rows of `width` elements.
    static int panels(int width) {
        return Math.ceilDiv(width, Panels.STRIDE);
    }

    static AttentionScratch of(int width) {
        var scratch = OWN.get();
        int size = panels(width) * Panels.SIZE;
        if (scratch.result.length < size) {
            scratch.queries = new float[size];
            scratch.queriesAcross = new float[size];
            scratch.keys = new float[size];
            scratch.values = new float[size];
            scratch.outGradients = new float[size];
            scratch.outGradientsAcross = new float[size];
            scratch.result = new float[size];
        }
        return scratch;
    }

    void clearResult(int width) {
        Arrays.fill(result, 0, panels(width) * Panels.SIZE, 0);
    }
}
