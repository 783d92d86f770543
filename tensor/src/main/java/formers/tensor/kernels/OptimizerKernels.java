package formers.tensor.kernels;

/// Optimiser steps in one pass over memory.
public interface OptimizerKernels {

    /// AdamW with decoupled decay over a range of parameters `p`, gradients `g`, moments `m` and `v`:
    /// `g ← scale·g; m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; p ← p − rate·(m̂/(√v̂ + eps) + decay·p)` where
    /// `m̂ = m/correction1` and `v̂ = v/correction2`. `g` itself is left as it is.
    void adamW(AdamWStep step, float[] p, int po, float[] g, int go, float[] m, int mo, float[] v, int vo, int n);
}
