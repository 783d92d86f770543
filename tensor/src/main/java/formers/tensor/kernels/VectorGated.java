package formers.tensor.kernels;

import static formers.tensor.kernels.VectorMath.F;
import static formers.tensor.kernels.VectorMath.INVERSE_SQRT_2_PI;
import static formers.tensor.kernels.VectorMath.L;
import static formers.tensor.kernels.VectorMath.load;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// One loop per gate, over whole vectors of one row.
final class VectorGated {

    private VectorGated() {}

    /// `out = act(gate)·up`; `n` is a multiple of the vector length.
    ///
    /// @param e what [VectorExponentials#prepare] has written for these gates, from index 0
    static void run(UnaryOp act, float[] gate, int go, float[] e, float[] up, int uo, float[] out, int oo, int n) {
        if (act == UnaryOp.RELU) {
            relu(gate, go, up, uo, out, oo, n);
        } else if (act == UnaryOp.GELU) {
            gelu(gate, go, e, up, uo, out, oo, n);
        } else if (act == UnaryOp.SIGMOID) {
            sigmoid(gate, go, e, up, uo, out, oo, n);
        } else {
            timesSigmoid(gate, go, e, up, uo, out, oo, n);
        }
    }

    private static void relu(float[] gate, int go, float[] up, int uo, float[] out, int oo, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMath.relu(load(gate, go + i)).mul(load(up, uo + i)).intoArray(out, oo + i);
        }
    }

    private static void gelu(float[] gate, int go, float[] e, float[] up, int uo, float[] out, int oo, int n) {
        for (int i = 0; i < n; i += L) {
            var x = load(gate, go + i);
            var value = x.mul(VectorMath.normalDistribution(x, load(e, i)));
            value.mul(FloatVector.fromArray(F, up, uo + i)).intoArray(out, oo + i);
        }
    }

    private static void sigmoid(float[] gate, int go, float[] e, float[] up, int uo, float[] out, int oo, int n) {
        for (int i = 0; i < n; i += L) {
            var value = VectorMath.sigmoid(load(gate, go + i), load(e, i));
            value.mul(load(up, uo + i)).intoArray(out, oo + i);
        }
    }

    /// SILU and the tanh form of GELU.
    private static void timesSigmoid(float[] gate, int go, float[] e, float[] up, int uo, float[] out, int oo, int n) {
        for (int i = 0; i < n; i += L) {
            var x = load(gate, go + i);
            var value = x.mul(VectorMath.sigmoid(x, load(e, i)));
            value.mul(load(up, uo + i)).intoArray(out, oo + i);
        }
    }

    /// `dGate = dOut·up·act′(gate)`, `dUp = dOut·act(gate)`; `n` is a multiple of the vector length.
    static void gradient(
            UnaryOp act,
            float[] gate,
            int go,
            float[] e,
            float[] up,
            int uo,
            float[] d,
            int doo,
            float[] dGate,
            int dgo,
            float[] dUp,
            int duo,
            int n) {
        if (act == UnaryOp.RELU) {
            reluGradient(gate, go, up, uo, d, doo, dGate, dgo, dUp, duo, n);
        } else if (act == UnaryOp.GELU) {
            geluGradient(gate, go, e, up, uo, d, doo, dGate, dgo, dUp, duo, n);
        } else if (act == UnaryOp.SIGMOID) {
            sigmoidGradient(gate, go, e, up, uo, d, doo, dGate, dgo, dUp, duo, n);
        } else if (act == UnaryOp.GELU_TANH) {
            geluTanhGradient(gate, go, e, up, uo, d, doo, dGate, dgo, dUp, duo, n);
        } else {
            siluGradient(gate, go, e, up, uo, d, doo, dGate, dgo, dUp, duo, n);
        }
    }

    private static void reluGradient(
            float[] gate,
            int go,
            float[] up,
            int uo,
            float[] d,
            int doo,
            float[] dGate,
            int dgo,
            float[] dUp,
            int duo,
            int n) {
        for (int i = 0; i < n; i += L) {
            var x = load(gate, go + i);
            var slope = FloatVector.zero(F).blend(1f, x.compare(VectorOperators.GT, 0f));
            put(VectorMath.relu(x), slope, load(up, uo + i), load(d, doo + i), dGate, dgo + i, dUp, duo + i);
        }
    }

    private static void geluGradient(
            float[] gate,
            int go,
            float[] e,
            float[] up,
            int uo,
            float[] d,
            int doo,
            float[] dGate,
            int dgo,
            float[] dUp,
            int duo,
            int n) {
        for (int i = 0; i < n; i += L) {
            var x = load(gate, go + i);
            var gaussian = load(e, i);
            var distribution = VectorMath.normalDistribution(x, gaussian);
            var slope = x.mul(INVERSE_SQRT_2_PI).fma(gaussian, distribution);
            var dOut = FloatVector.fromArray(F, d, doo + i);
            dOut.mul(FloatVector.fromArray(F, up, uo + i)).mul(slope).intoArray(dGate, dgo + i);
            dOut.mul(x.mul(distribution)).intoArray(dUp, duo + i);
        }
    }

    private static void sigmoidGradient(
            float[] gate,
            int go,
            float[] e,
            float[] up,
            int uo,
            float[] d,
            int doo,
            float[] dGate,
            int dgo,
            float[] dUp,
            int duo,
            int n) {
        for (int i = 0; i < n; i += L) {
            var exp = load(e, i);
            var value = VectorMath.sigmoid(load(gate, go + i), exp);
            var slope = VectorMath.sigmoidSlope(exp);
            put(value, slope, load(up, uo + i), load(d, doo + i), dGate, dgo + i, dUp, duo + i);
        }
    }

    private static void geluTanhGradient(
            float[] gate,
            int go,
            float[] e,
            float[] up,
            int uo,
            float[] d,
            int doo,
            float[] dGate,
            int dgo,
            float[] dUp,
            int duo,
            int n) {
        for (int i = 0; i < n; i += L) {
            var x = load(gate, go + i);
            var exp = load(e, i);
            var factor = VectorMath.sigmoid(x, exp);
            var slope = VectorMath.geluTanhSlope(x, factor, VectorMath.sigmoidSlope(exp));
            var dOut = FloatVector.fromArray(F, d, doo + i);
            dOut.mul(FloatVector.fromArray(F, up, uo + i)).mul(slope).intoArray(dGate, dgo + i);
            dOut.mul(x.mul(factor)).intoArray(dUp, duo + i);
        }
    }

    private static void siluGradient(
            float[] gate,
            int go,
            float[] e,
            float[] up,
            int uo,
            float[] d,
            int doo,
            float[] dGate,
            int dgo,
            float[] dUp,
            int duo,
            int n) {
        for (int i = 0; i < n; i += L) {
            var x = load(gate, go + i);
            var exp = load(e, i);
            var factor = VectorMath.sigmoid(x, exp);
            var slope = x.fma(VectorMath.sigmoidSlope(exp), factor);
            put(x.mul(factor), slope, load(up, uo + i), load(d, doo + i), dGate, dgo + i, dUp, duo + i);
        }
    }

    private static void put(
            FloatVector value,
            FloatVector slope,
            FloatVector up,
            FloatVector d,
            float[] dGate,
            int dgo,
            float[] dUp,
            int duo) {
        d.mul(up).mul(slope).intoArray(dGate, dgo);
        d.mul(value).intoArray(dUp, duo);
    }
}
