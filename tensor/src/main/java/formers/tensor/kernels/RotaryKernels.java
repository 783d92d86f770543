package formers.tensor.kernels;

/// Rotary position embedding (Su et al. 2021, arXiv:2104.09864, section 3.2.2), split over threads by rows.
public interface RotaryKernels {

    /// `y` is `x` with each pair `(a, b)` turned to `(a·cos − b·sin, b·cos + a·sin)`, and what is not turned
    /// copied; `y` may be `x`.
    ///
    /// @param inverse turns back, which is the backward pass
    void rotate(RotaryShape shape, RotaryTables tables, boolean inverse, float[] x, int xo, float[] y, int yo);
}
