package formers.tensor.kernels;

/// Random numbers by [Philox] counters: the i-th number depends on seed, stream and i alone, so a range may be
/// cut anywhere and give the same numbers. Bits, uniform numbers and dropout are the same in every
/// implementation; normal numbers agree to a few units in the last place.
public interface RandomKernels {

    /// `y[i] = x[i]/(1−p)` with probability `1−p`, else 0, for the elements `first, first + 1, …` of the stream.
    /// The same call on gradients is the backward pass. `y` may be `x`.
    ///
    /// @param p probability of zero, `0 ≤ p < 1`
    void dropout(float[] x, int xo, float[] y, int yo, int n, float p, long seed, long stream, long first);

    /// `n` numbers uniform in `[low, high)`, on a grid of 2⁻²⁴ of the interval.
    void uniform(long seed, long stream, long first, float low, float high, float[] y, int yo, int n);

    /// `n` numbers of the normal distribution, by the method of Box and Muller (1958); none is further than 6.7
    /// deviations from the mean.
    void normal(long seed, long stream, long first, float mean, float deviation, float[] y, int yo, int n);
}
