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
    final float[] operand = panel();
    final float[] product = panel();

    // One element per query of the block.
    final float[] largest = new float[Panels.STRIDE];
    final float[] sum = new float[Panels.STRIDE];
    final float[] rescale = new float[Panels.STRIDE];
    final float[] logSumExp = new float[Panels.STRIDE];
    final float[] mean = new float[Panels.STRIDE];

    // As many panels as the width of a head needs.
    float[] queriesAcross = new float[0];
    float[] gradientsAcross = new float[0];
    float[] queries = new float[0];
    float[] outputGradients = new float[0];
    float[] result = new float[0];

    private AttentionScratch() {}

    private static float[] panel() {
        return new float[Panels.SIZE];
    }

    /// Panels side by side that hold rows of `width` elements.
    static int panels(int width) {
        return Math.ceilDiv(width, Panels.STRIDE);
    }

    static AttentionScratch forForward(int width) {
        var scratch = OWN.get();
        int size = panels(width) * Panels.SIZE;
        scratch.queriesAcross = atLeast(size, scratch.queriesAcross);
        scratch.result = atLeast(size, scratch.result);
        return scratch;
    }

    static AttentionScratch forBackward(int width) {
        var scratch = forForward(width);
        int size = panels(width) * Panels.SIZE;
        scratch.gradientsAcross = atLeast(size, scratch.gradientsAcross);
        scratch.queries = atLeast(size, scratch.queries);
        scratch.outputGradients = atLeast(size, scratch.outputGradients);
        return scratch;
    }

    private static float[] atLeast(int size, float[] array) {
        return array.length >= size ? array : new float[size];
    }

    void clearResult(int width) {
        Arrays.fill(result, 0, panels(width) * Panels.SIZE, 0);
    }
}
