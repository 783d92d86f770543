package formers.tensor.kernels;

/// Products with packed weights, which are read as they are.
///
/// A row of the result does not depend on the other rows. Its last bits may depend on how many there are: up
/// to
/// [#FEW_ROWS] are computed one by one, more in tiles.
public interface PackedKernels {

    /// Rows up to which each is computed as if it were alone.
    int FEW_ROWS = 8;

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
}
