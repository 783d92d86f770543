package formers.tensor.kernels;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Elementary functions of float vectors. The polynomials are our own minimax fits.
///
/// Largest errors against double precision over all floats of the stated range, in units in the last place (ulp):
///
/// | function | ulp | remarks |
/// |---|---|---|
/// | exp, log | 1 | everywhere, subnormal numbers included |
/// | sin, cos, tanh, erf, softplus | 2 | sin and cos: below [#TRIGONOMETRIC_LIMIT] |
/// | sigmoid, silu | 4 | where the result is normal |
/// | gelu ([VectorGelu]) | 9 | likewise, into the far tail |
/// | gelu, tanh form | 20 | above −4; below, the error of its exponent `2u` grows to some hundred ulp at −13 |
///
/// NaN gives NaN.
///
/// Vectors live in registers only while all that they pass through is compiled into one loop; an argument or a
/// result of a method that is not inlined is an object, and its loop ten to a hundred times slower. The compiler
/// inlines no method of ours once it has made 18,000 nodes of code (`NodeCountInliningCutoff`), some forty vector
/// operations, of which those before the loop and in methods that it inlined earlier count as well. The Vector
/// API's own methods it inlines all the same. So methods with many vectors call those alone, and write out what
/// others would share; functions here are short, and are called early. `KernelInliningTest` holds all of them to
/// it. Functions made of an exponential take it as an argument; [VectorExponentials] computes it in a loop of its
/// own.
final class VectorMath {

    static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;

    /// Lanes of a vector.
    static final int L = F.length();

    /// Beyond this the reduction of angles loses bits, and scalar code must take over.
    static final float TRIGONOMETRIC_LIMIT = 65_536;

    private static final float LN_2 = 0.6931471805599453f;
    private static final float LOG2_E = 1.44269504088896340736f;
    // ln 2 in two parts, the first with zeros at the end, so that its product with an exponent is exact.
    private static final float LN_2_HIGH = 0.693359375f;
    private static final float LN_2_LOW = -2.12194440054690583e-4f;
    // Added to a number below 2²², leaves its nearest integer in the lowest bits.
    private static final float ROUND = 0x1.8p23f;
    private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);
    private static final float BIASED_ROUND = ROUND + 127 + 24;
    private static final int MANTISSA_BITS = 23;
    private static final int SQRT_HALF_BITS = Float.floatToRawIntBits(0.70710677f);
    private static final int SIGN = 0x80000000;
    // Scale of the substitution t = 1/(1 + scale·a) in the fit of erfc.
    private static final float ERFC_SCALE = 0.3f;

    private static final VectorShuffle<Float> BY_8 = rotation(8);
    private static final VectorShuffle<Float> BY_4 = rotation(4);
    private static final VectorShuffle<Float> BY_2 = rotation(2);
    private static final VectorShuffle<Float> BY_1 = rotation(1);

    private VectorMath() {}

    private static VectorShuffle<Float> rotation(int by) {
        return VectorShuffle.fromOp(F, i -> (i + by) % L);
    }

    static FloatVector load(float[] x, int at) {
        return FloatVector.fromArray(F, x, at);
    }

    /// A vector's worth of elements from `at`, of which the first `count` are there; zeros after them.
    static float[] rest(float[] x, int at, int count) {
        var copy = new float[L];
        System.arraycopy(x, at, copy, 0, count);
        return copy;
    }

    /// A vector's worth of copies of one element.
    static float[] copies(float value) {
        var copies = new float[L];
        Arrays.fill(copies, value);
        return copies;
    }

    /// Sum of the lanes, always in the same order; `reduceLanes(ADD)` has one order when interpreted and another
    /// when compiled.
    static float sum(FloatVector v) {
        if (L > 8) {
            v = v.add(v.rearrange(BY_8));
        }
        if (L > 4) {
            v = v.add(v.rearrange(BY_4));
        }
        v = v.add(v.rearrange(BY_2));
        v = v.add(v.rearrange(BY_1));
        return v.lane(0);
    }

    /// eˣ: `2ⁿ·e^r` with `|r| ≤ ½ ln 2`.
    static FloatVector exp(FloatVector x) {
        var shifted = x.fma(LOG2_E, ROUND);
        var n = shifted.sub(ROUND);
        var r = n.fma(FloatVector.broadcast(F, -LN_2_LOW), n.fma(FloatVector.broadcast(F, -LN_2_HIGH), x));
        var q = r.fma(0.0013814536f, 0.0083687455f);
        q = q.fma(r, FloatVector.broadcast(F, 0.041668393f));
        q = q.fma(r, FloatVector.broadcast(F, 0.16666521f));
        q = q.fma(r, FloatVector.broadcast(F, 0.49999994f));
        var p = q.fma(r.mul(r), r).add(1f);
        // Two factors, because 2ⁿ alone may overflow or be subnormal where the result is not.
        var exponent = shifted.reinterpretAsInts().sub(ROUND_BITS);
        var half = exponent.lanewise(VectorOperators.ASHR, 1);
        var one = half.add(127).lanewise(VectorOperators.LSHL, MANTISSA_BITS).reinterpretAsFloats();
        var other = exponent.sub(half)
                .add(127)
                .lanewise(VectorOperators.LSHL, MANTISSA_BITS)
                .reinterpretAsFloats();
        var y = p.mul(one).mul(other);
        return y.blend(0f, x.compare(VectorOperators.LT, -104f))
                .blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, 89f));
    }

    /// eˣ for x up to 0, or a little above: what softmax and sigmoids need, for little more than half the work of
    /// [#exp].
    static FloatVector decay(FloatVector x) {
        var shifted = x.fma(LOG2_E, BIASED_ROUND);
        var n = shifted.sub(BIASED_ROUND);
        var r = n.fma(FloatVector.broadcast(F, -LN_2_LOW), n.fma(FloatVector.broadcast(F, -LN_2_HIGH), x));
        var q = r.fma(0.0013814536f, 0.0083687455f);
        q = q.fma(r, FloatVector.broadcast(F, 0.041668393f));
        q = q.fma(r, FloatVector.broadcast(F, 0.16666521f));
        q = q.fma(r, FloatVector.broadcast(F, 0.49999994f));
        var p = q.fma(r.mul(r), r).add(1f);
        // The lowest bits are the exponent of 2ⁿ⁺²⁴, which is normal where 2ⁿ may not be; the others are shifted out.
        var power = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, MANTISSA_BITS);
        var y = p.mul(power.reinterpretAsFloats()).mul(0x1p-24f);
        return y.blend(0f, x.compare(VectorOperators.LT, -104f));
    }

    /// Natural logarithm.
    static FloatVector log(FloatVector x) {
        var subnormal = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
        var y = logOfNormal(x.blend(x.mul(0x1p23f), subnormal));
        var notFinite = x.sub(x).compare(VectorOperators.NE, 0f);
        return y.blend(y.sub(23 * LN_2), subnormal)
                .blend(x, notFinite)
                .blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0f))
                .blend(Float.NaN, x.compare(VectorOperators.LT, 0f));
    }

    /// `e·ln 2 + log m` with `x = 2^e·m`, `√½ ≤ m < √2`; `x` is a positive normal number.
    private static FloatVector logOfNormal(FloatVector x) {
        var bits = x.reinterpretAsInts();
        var exponent = bits.sub(SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, MANTISSA_BITS);
        var m = bits.sub(exponent.lanewise(VectorOperators.LSHL, MANTISSA_BITS)).reinterpretAsFloats();
        var e = (FloatVector) exponent.convertShape(VectorOperators.I2F, F, 0);
        var f = m.sub(1f);
        var square = f.mul(f);
        // (log(1 + f) − f + f²/2)/f³
        var p = f.fma(0.06747546f, -0.11677488f);
        p = p.fma(f, FloatVector.broadcast(F, 0.11888766f));
        p = p.fma(f, FloatVector.broadcast(F, -0.12405348f));
        p = p.fma(f, FloatVector.broadcast(F, 0.14219443f));
        p = p.fma(f, FloatVector.broadcast(F, -0.16668004f));
        p = p.fma(f, FloatVector.broadcast(F, 0.20002124f));
        p = p.fma(f, FloatVector.broadcast(F, -0.2500001f));
        p = p.fma(f, FloatVector.broadcast(F, 0.33333313f));
        var rest = square.mul(f.mul(p));
        rest = square.fma(FloatVector.broadcast(F, -0.5f), e.fma(FloatVector.broadcast(F, LN_2_LOW), rest));
        return e.fma(FloatVector.broadcast(F, LN_2_HIGH), f.add(rest));
    }

    /// Hyperbolic tangent given `e = e^{−2|x|}`: a polynomial around 0, elsewhere `1 − 2e/(1 + e)`, which cancels
    /// around 0.
    static FloatVector tanh(FloatVector x, FloatVector e) {
        var square = x.mul(x);
        var p = square.fma(-0.005704979f, 0.020639079f);
        p = p.fma(square, FloatVector.broadcast(F, -0.05373971f));
        p = p.fma(square, FloatVector.broadcast(F, 0.13331442f));
        p = p.fma(square, FloatVector.broadcast(F, -0.3333328f));
        var near = p.mul(square).fma(x, x);
        var one = FloatVector.broadcast(F, 1f);
        var far = one.sub(e.add(e).div(e.add(1f)));
        var sign = x.reinterpretAsInts().and(SIGN);
        return near.blend(
                far.reinterpretAsInts().or(sign).reinterpretAsFloats(), x.abs().compare(VectorOperators.GT, 0.625f));
    }

    /// `sigmoid(x)` given `e = e^{−|x|}`, so that neither side overflows.
    static FloatVector sigmoid(FloatVector x, FloatVector e) {
        var upper = FloatVector.broadcast(F, 1f).div(e.add(1f));
        return upper.blend(upper.mul(e), x.compare(VectorOperators.LT, 0f));
    }

    /// `sigmoid(x)(1 − sigmoid(x))` given `e = e^{−|x|}`; the difference from 1 would cancel.
    static FloatVector sigmoidSlope(FloatVector e) {
        var upper = FloatVector.broadcast(F, 1f).div(e.add(1f));
        return upper.mul(upper.mul(e));
    }

    /// The error function given `e = e^{−x²}`: a polynomial below 1, `1 − erfc` above.
    static FloatVector erf(FloatVector x, FloatVector e) {
        var a = x.abs();
        var square = x.mul(x);
        var p = square.fma(7.853854e-5f, -8.0101914e-4f);
        p = p.fma(square, FloatVector.broadcast(F, 0.0051883273f));
        p = p.fma(square, FloatVector.broadcast(F, -0.026853811f));
        p = p.fma(square, FloatVector.broadcast(F, 0.112835854f));
        p = p.fma(square, FloatVector.broadcast(F, -0.37612626f));
        p = p.fma(square, FloatVector.broadcast(F, 0.12837917f));
        var near = p.fma(x, x);
        var far = FloatVector.broadcast(F, 1f).sub(e.mul(scaledErfc(a)));
        var sign = x.reinterpretAsInts().and(SIGN);
        return near.blend(far.reinterpretAsInts().or(sign).reinterpretAsFloats(), a.compare(VectorOperators.GT, 1f));
    }

    /// `e^{a²}·erfc(a)` for `a ≥ 0`, as a polynomial in `t = 1/(1 + 0.3 a)`.
    private static FloatVector scaledErfc(FloatVector a) {
        var one = FloatVector.broadcast(F, 1f);
        var t = one.div(a.fma(FloatVector.broadcast(F, ERFC_SCALE), one));
        var p = t.fma(-0.12954097f, 0.48565802f);
        p = p.fma(t, FloatVector.broadcast(F, -0.51249142f));
        p = p.fma(t, FloatVector.broadcast(F, 0.54798838f));
        p = p.fma(t, FloatVector.broadcast(F, -0.094856817f));
        p = p.fma(t, FloatVector.broadcast(F, 0.21502485f));
        p = p.fma(t, FloatVector.broadcast(F, 0.14831035f));
        p = p.fma(t, FloatVector.broadcast(F, 0.1707199f));
        p = p.fma(t, FloatVector.broadcast(F, 0.16918768f));
        return p.mul(t);
    }

    /// `e^{−x²/2}`. The rounding error of the square matters in the tail and is made good.
    static FloatVector gaussian(FloatVector x) {
        var a = x.abs();
        var bounded = a.blend(15f, a.compare(VectorOperators.GT, 15f)); // e^{−15²/2} is 0 already
        var square = bounded.mul(bounded);
        var error = bounded.fma(bounded, square.neg());
        return decay(square.mul(-0.5f)).mul(error.fma(-0.5f, 1f));
    }

    static FloatVector relu(FloatVector x) {
        return x.max(0f);
    }

    /// `log(1 + eˣ) = max(x, 0) + log(1 + e)` given `e = e^{−|x|}`; what is lost in `1 + e` is added back.
    static FloatVector softplus(FloatVector x, FloatVector e) {
        var w = e.add(1f);
        var lost = e.sub(w.sub(1f)).div(w);
        return x.max(0f).add(logOfNormal(w).add(lost));
    }

    static FloatVector sin(FloatVector x) {
        return wave(x, 0);
    }

    static FloatVector cos(FloatVector x) {
        return wave(x, 1);
    }

    /// `sin(x + quarter·π/2)`: subtracts the nearest multiple of π/2, in three parts, and takes sine or cosine of
    /// the rest by the multiple's last two bits.
    private static FloatVector wave(FloatVector x, int quarter) {
        var shifted = x.fma(0.6366197723675814f, ROUND);
        var n = shifted.sub(ROUND);
        var r = n.fma(FloatVector.broadcast(F, -1.5707964f), x);
        r = n.fma(FloatVector.broadcast(F, 4.371139e-8f), r);
        r = n.fma(FloatVector.broadcast(F, 1.7151245e-15f), r);
        var square = r.mul(r);
        var q = shifted.reinterpretAsInts().sub(ROUND_BITS).add(quarter);
        var odd = q.and(1).compare(VectorOperators.NE, 0).cast(F);
        var sine = square.fma(2.7180463e-6f, -1.9839304e-4f);
        sine = sine.fma(square, FloatVector.broadcast(F, 0.008333329f));
        sine = sine.fma(square, FloatVector.broadcast(F, -0.16666667f));
        sine = sine.mul(square).fma(r, r);
        var cosine = square.fma(2.4432411e-5f, -0.001388731f);
        cosine = cosine.fma(square, FloatVector.broadcast(F, 0.041666646f));
        cosine = cosine.fma(square, FloatVector.broadcast(F, -0.5f));
        cosine = cosine.fma(square, FloatVector.broadcast(F, 1f));
        var y = sine.blend(cosine, odd);
        var sign = q.and(2).lanewise(VectorOperators.LSHL, 30);
        return y.reinterpretAsInts().lanewise(VectorOperators.XOR, sign).reinterpretAsFloats();
    }
}
