package formers.tensor.kernels;

import static formers.tensor.kernels.VectorMath.F;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;

/// Powers of two of whole vectors: what a softmax needs of an exponential, in fewer steps than [VectorMath#exp].
final class PowerOfTwo {

    /// `log₂ e`: scores are kept in powers of two, which saves a multiplication for every exponential.
    static final float LOG2_E = 1.442695041f;

    /// Adding it to a number leaves the number, rounded, in the lowest bits.
    static final float ROUND = 0x1.8p23f;

    /// `(2ᶠ − 1)/f` for `|f| ≤ 1/2`: minimax in the relative error of `2ᶠ`, which is below 10⁻⁷.
    static final float C4 = 1.3264727e-3f, C3 = 9.671513e-3f, C2 = 5.5507336e-2f, C1 = 2.4022242e-1f, C0 = 6.93147e-1f;

    static final float SMALLEST = -126;
    private static final float LARGEST = 30; // its tanh is 1
    private static final int ONE = 0x3F800000;

    private PowerOfTwo() {}

    /// `2ˣ` for `x ≤ 127`, to within two units in the last place; 0 below -126.
    static FloatVector of(FloatVector x) {
        var rounded = x.add(ROUND);
        var f = x.sub(rounded.sub(ROUND));
        var p = f.fma(FloatVector.broadcast(F, C4), FloatVector.broadcast(F, C3));
        p = p.fma(f, FloatVector.broadcast(F, C2));
        p = p.fma(f, FloatVector.broadcast(F, C1));
        p = p.fma(f, FloatVector.broadcast(F, C0));
        var power = p.fma(f, FloatVector.broadcast(F, 1));
        var exponent = rounded.reinterpretAsInts().lanewise(LSHL, 23);
        return power.reinterpretAsInts().add(exponent).reinterpretAsFloats().blend(0, x.compare(LT, SMALLEST));
    }

    /// Hyperbolic tangent, as `e/(e + 2)` with `e = exp(2x) − 1`, which keeps small arguments exact. It has few
    /// enough steps to be inlined whole in a loop that does more; [VectorMath#tanh] is given its exponentials by
    /// an earlier loop.
    static FloatVector tanh(FloatVector x) {
        var y = x.mul(2 * LOG2_E);
        y = y.blend(LARGEST, y.compare(GT, LARGEST));
        y = y.blend(-LARGEST, y.compare(LT, -LARGEST));
        var rounded = y.add(ROUND);
        var f = y.sub(rounded.sub(ROUND));
        var scale = rounded.reinterpretAsInts().lanewise(LSHL, 23).add(ONE).reinterpretAsFloats();
        var p = f.fma(FloatVector.broadcast(F, C4), FloatVector.broadcast(F, C3));
        p = p.fma(f, FloatVector.broadcast(F, C2));
        p = p.fma(f, FloatVector.broadcast(F, C1));
        p = p.fma(f, FloatVector.broadcast(F, C0));
        var e = p.mul(f).fma(scale, scale.sub(1));
        return e.div(e.add(2));
    }
}
