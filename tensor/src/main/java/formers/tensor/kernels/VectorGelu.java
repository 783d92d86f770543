package formers.tensor.kernels;

import static formers.tensor.kernels.PowerOfTwo.C0;
import static formers.tensor.kernels.PowerOfTwo.C1;
import static formers.tensor.kernels.PowerOfTwo.C2;
import static formers.tensor.kernels.PowerOfTwo.C3;
import static formers.tensor.kernels.PowerOfTwo.C4;
import static formers.tensor.kernels.PowerOfTwo.ROUND;
import static formers.tensor.kernels.VectorMath.F;
import static formers.tensor.kernels.VectorMath.L;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;

/// GELU and its tanh form (Hendrycks and Gimpel 2016), with their derivatives, over whole vectors. Arithmetic
/// takes longer than memory here: each is one loop, with exponentials in powers of two, and all written out
/// ([VectorMath] says why).
final class VectorGelu {

    private static final double LOG2_E = 1.4426950408889634;

    // The tanh form is x / (1 + 2ʷ) with w = x·(LINEAR + CUBIC·x²).
    private static final float LINEAR = (float) (-2 * ScalarMath.SQRT_2_OVER_PI * LOG2_E);
    private static final float CUBIC = (float) (-2 * ScalarMath.SQRT_2_OVER_PI * ScalarMath.GELU_CUBIC * LOG2_E);
    // 2 to it is infinite, and to the other next to nothing beside 1.
    private static final int HIGHEST = Float.floatToRawIntBits(128);
    private static final float LOWEST = -126;
    // d(2u)/dx of the sigmoid's argument 2u, for the derivative.
    private static final float SLOPE = (float) (2 * ScalarMath.SQRT_2_OVER_PI);
    private static final float SLOPE_CUBIC = (float) (6 * ScalarMath.SQRT_2_OVER_PI * ScalarMath.GELU_CUBIC);
    // There |w| is 119: the sigmoid is 1, or next to nothing, and stays so.
    private static final float FLAT = 9.8f;

    // The exact form has e^{−x²/2} = 2ⁿ·2ᶠ, kept 2²⁴ times as large, because 2ⁿ may not be normal where x·2ⁿ is.
    private static final float BIASED_ROUND = ROUND + 24;
    private static final float HALF_LOG2_E = (float) (LOG2_E / 2);
    private static final float HALF_LOG2_E_LOW = (float) (LOG2_E / 2 - HALF_LOG2_E);
    // Beyond, its tail is 0 as a float.
    private static final float LAST = 14.39f;
    private static final int LAST_BITS = Float.floatToRawIntBits(LAST);
    private static final float DENSITY = (float) (1 / Math.sqrt(2 * Math.PI)) * 0x1p-24f;

    // ½·e^{b²}·erfc(b)/t for b = a/√2 in t = 1/(1 + ERFC_SCALE·a), made smaller by what e^{−x²/2} is larger.
    private static final float ERFC_SCALE = 0.3f * 0.7071067811865476f;
    private static final float TAIL = 0x1p-25f;
    private static final float E0 = TAIL * 0.16918768f;
    private static final float E1 = TAIL * 0.1707199f;
    private static final float E2 = TAIL * 0.14831035f;
    private static final float E3 = TAIL * 0.21502485f;
    private static final float E4 = TAIL * -0.094856817f;
    private static final float E5 = TAIL * 0.54798838f;
    private static final float E6 = TAIL * -0.51249142f;
    private static final float E7 = TAIL * 0.48565802f;
    private static final float E8 = TAIL * -0.12954097f;

    private VectorGelu() {}

    /// `y = x·Φ(x)`; `n` is a multiple of the vector length.
    static void exact(float[] x, int xo, float[] y, int yo, int n) {
        var one = FloatVector.broadcast(F, 1);
        for (int i = 0; i < n; i += L) {
            var v = FloatVector.fromArray(F, x, xo + i);
            var a = v.abs().reinterpretAsInts().min(LAST_BITS).reinterpretAsFloats();
            var t = one.div(a.fma(FloatVector.broadcast(F, ERFC_SCALE), one));
            var tail = t.fma(FloatVector.broadcast(F, E8), FloatVector.broadcast(F, E7));
            tail = tail.fma(t, FloatVector.broadcast(F, E6));
            tail = tail.fma(t, FloatVector.broadcast(F, E5));
            tail = tail.fma(t, FloatVector.broadcast(F, E4));
            tail = tail.fma(t, FloatVector.broadcast(F, E3));
            tail = tail.fma(t, FloatVector.broadcast(F, E2));
            tail = tail.fma(t, FloatVector.broadcast(F, E1));
            tail = tail.fma(t, FloatVector.broadcast(F, E0)).mul(t);
            // −x², rounded, and what that lost: it matters in the tail.
            var square = a.mul(a.neg());
            var lost = a.fma(a, square);
            var rounded = square.fma(FloatVector.broadcast(F, HALF_LOG2_E), FloatVector.broadcast(F, BIASED_ROUND));
            var f = square.fma(
                    FloatVector.broadcast(F, HALF_LOG2_E),
                    FloatVector.broadcast(F, BIASED_ROUND).sub(rounded));
            f = square.fma(FloatVector.broadcast(F, HALF_LOG2_E_LOW), f);
            f = lost.fma(FloatVector.broadcast(F, -HALF_LOG2_E), f);
            var p = f.fma(FloatVector.broadcast(F, C4), FloatVector.broadcast(F, C3));
            p = p.fma(f, FloatVector.broadcast(F, C2));
            p = p.fma(f, FloatVector.broadcast(F, C1));
            p = p.fma(f, FloatVector.broadcast(F, C0));
            p = p.fma(f, one);
            var gaussian = p.reinterpretAsInts()
                    .add(rounded.reinterpretAsInts().lanewise(LSHL, 23))
                    .reinterpretAsFloats();
            tail = tail.mul(gaussian);
            v.mul(one.sub(tail).blend(tail, v.compare(LT, 0f))).intoArray(y, yo + i);
        }
    }

    /// `dx = dy·(Φ(x) + x·φ(x))`, or added to `dx`.
    static void exactGradient(float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n, boolean add) {
        var one = FloatVector.broadcast(F, 1);
        for (int i = 0; i < n; i += L) {
            var v = FloatVector.fromArray(F, x, xo + i);
            var a = v.abs();
            var far = a.compare(GT, LAST);
            a = a.blend(LAST, far);
            var t = one.div(a.fma(FloatVector.broadcast(F, ERFC_SCALE), one));
            var tail = t.fma(FloatVector.broadcast(F, E8), FloatVector.broadcast(F, E7));
            tail = tail.fma(t, FloatVector.broadcast(F, E6));
            tail = tail.fma(t, FloatVector.broadcast(F, E5));
            tail = tail.fma(t, FloatVector.broadcast(F, E4));
            tail = tail.fma(t, FloatVector.broadcast(F, E3));
            tail = tail.fma(t, FloatVector.broadcast(F, E2));
            tail = tail.fma(t, FloatVector.broadcast(F, E1));
            tail = tail.fma(t, FloatVector.broadcast(F, E0)).mul(t);
            var square = a.mul(a.neg());
            var rounded = square.fma(FloatVector.broadcast(F, HALF_LOG2_E), FloatVector.broadcast(F, BIASED_ROUND));
            var f = square.fma(
                    FloatVector.broadcast(F, HALF_LOG2_E),
                    FloatVector.broadcast(F, BIASED_ROUND).sub(rounded));
            var p = f.fma(FloatVector.broadcast(F, C4), FloatVector.broadcast(F, C3));
            p = p.fma(f, FloatVector.broadcast(F, C2));
            p = p.fma(f, FloatVector.broadcast(F, C1));
            p = p.fma(f, FloatVector.broadcast(F, C0));
            p = p.fma(f, one);
            var gaussian = p.reinterpretAsInts()
                    .add(rounded.reinterpretAsInts().lanewise(LSHL, 23))
                    .reinterpretAsFloats()
                    .blend(0f, far);
            tail = tail.mul(gaussian);
            var distribution = one.sub(tail).blend(tail, v.compare(LT, 0f));
            var slope = v.mul(DENSITY).fma(gaussian, distribution);
            var d = FloatVector.fromArray(F, dy, dyo + i).mul(slope);
            (add ? d.add(FloatVector.fromArray(F, dx, dxo + i)) : d).intoArray(dx, dxo + i);
        }
    }

    /// `y = ½x·(1 + tanh(√(2/π)·(x + 0.044715 x³)))`; `n` is a multiple of the vector length.
    static void tanhForm(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += L) {
            var v = FloatVector.fromArray(F, x, xo + i);
            var w = v.mul(v.mul(v).fma(CUBIC, LINEAR));
            w = w.reinterpretAsInts().min(HIGHEST).reinterpretAsFloats();
            w = w.blend(LOWEST, w.compare(LT, LOWEST));
            var rounded = w.add(ROUND);
            var f = w.sub(rounded.sub(ROUND));
            var p = f.fma(FloatVector.broadcast(F, C4), FloatVector.broadcast(F, C3));
            p = p.fma(f, FloatVector.broadcast(F, C2));
            p = p.fma(f, FloatVector.broadcast(F, C1));
            p = p.fma(f, FloatVector.broadcast(F, C0));
            p = p.fma(f, FloatVector.broadcast(F, 1));
            var power = p.reinterpretAsInts()
                    .add(rounded.reinterpretAsInts().lanewise(LSHL, 23))
                    .reinterpretAsFloats();
            v.div(power.add(1)).intoArray(y, yo + i);
        }
    }

    /// `dx = dy` times the derivative of the tanh form, or added to `dx`.
    static void tanhFormGradient(float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n, boolean add) {
        for (int i = 0; i < n; i += L) {
            var v = FloatVector.fromArray(F, x, xo + i);
            v = v.blend(FLAT, v.compare(GT, FLAT));
            v = v.blend(-FLAT, v.compare(LT, -FLAT));
            var square = v.mul(v);
            var w = v.mul(square.fma(CUBIC, LINEAR));
            var rounded = w.add(ROUND);
            var f = w.sub(rounded.sub(ROUND));
            var p = f.fma(FloatVector.broadcast(F, C4), FloatVector.broadcast(F, C3));
            p = p.fma(f, FloatVector.broadcast(F, C2));
            p = p.fma(f, FloatVector.broadcast(F, C1));
            p = p.fma(f, FloatVector.broadcast(F, C0));
            p = p.fma(f, FloatVector.broadcast(F, 1));
            var power = p.reinterpretAsInts()
                    .add(rounded.reinterpretAsInts().lanewise(LSHL, 23))
                    .reinterpretAsFloats();
            // s + x·s(1 − s)·(2u)′, where 1 − s is 2ʷ·s.
            var s = FloatVector.broadcast(F, 1).div(power.add(1));
            var change = v.mul(square.fma(SLOPE_CUBIC, SLOPE));
            var slope = s.mul(change).fma(power.mul(s), s);
            var d = FloatVector.fromArray(F, dy, dyo + i).mul(slope);
            (add ? d.add(FloatVector.fromArray(F, dx, dxo + i)) : d).intoArray(dx, dxo + i);
        }
    }
}
