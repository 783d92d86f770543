package formers.tensor.kernels;

/// Products with packed weights, which are read as they are.
///
/// A row of the result does not depend on the other rows, nor do its last bits on how many there are. With
/// codes of four bits ([NibblePanels]) rows are rounded to bytes first, as [QuantizedRows] defines: that error is
/// small beside that of the codes, and products of bytes are twice as fast.
public interface PackedKernels {

    /// `y[i, :] = w · x[i, :] (+ bias)` for `m` rows `x`, `ldx` apart, to rows of `y`, `ldy` apart.
    ///
    /// @param bias `[w.rows]`, or null
    void multiply(
            PackedPanels w,
            int m,
            float[] x,
            int xo,
            int ldx,
            float[] y,
            int yo,
            int ldy,
            float[] bias,
            int biasOffset);

    /// Runs innermost loops on some of the weights, over and over: the JVM then compiles them while nobody waits for a
    /// product.
    ///
    /// @param m rows that products will have
    void warmUp(PackedPanels w, int m);
}
