package formers.tensor.kernels;

import static formers.tensor.kernels.VectorMath.F;
import static formers.tensor.kernels.VectorMath.L;
import static formers.tensor.kernels.VectorMath.load;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// One loop per gate, over whole vectors of one row.
final class VectorGated {

    private VectorGated() {}

    /// `out = act(gate)·up`; `n` is a multiple of the vector length.
    static void run(UnaryOp act, float[] gate, int go, float[] up, int uo, float[] out, int oo, int n) {
        if (act == UnaryOp.SIGMOID) {
            sigmoid(gate, go, up, uo, out, oo, n);
        } else if (act == UnaryOp.RELU) {
            relu(gate, go, up, uo, out, oo, n);
        } else if (act == UnaryOp.GELU) {
            gelu(gate, go, up, uo, out, oo, n);
        } else if (act == UnaryOp.GELU_TANH) {
            geluTanh(gate, go, up, uo, out, oo, n);
        } else {
            silu(gate, go, up, uo, out, oo, n);
        }
    }

    private static void sigmoid(float[] gate, int go, float[] up, int uo, float[] out, int oo, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMath.sigmoid(load(gate, go + i)).mul(load(up, uo + i)).intoArray(out, oo + i);
        }
    }

    private static void relu(float[] gate, int go, float[] up, int uo, float[] out, int oo, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMath.relu(load(gate, go + i)).mul(load(up, uo + i)).intoArray(out, oo + i);
        }
    }

    private static void gelu(float[] gate, int go, float[] up, int uo, float[] out, int oo, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMath.gelu(load(gate, go + i)).mul(load(up, uo + i)).intoArray(out, oo + i);
        }
    }

    private static void geluTanh(float[] gate, int go, float[] up, int uo, float[] out, int oo, int n) {
        for (int i = 0; i < n; i += L) {
            var x = load(gate, go + i);
            x.mul(VectorMath.geluTanhFactor(x)).mul(load(up, uo + i)).intoArray(out, oo + i);
        }
    }

    private static void silu(float[] gate, int go, float[] up, int uo, float[] out, int oo, int n) {
        for (int i = 0; i < n; i += L) {
            var x = load(gate, go + i);
            x.mul(VectorMath.sigmoid(x)).mul(load(up, uo + i)).intoArray(out, oo + i);
        }
    }

    /// `dGate = dOut·up·act′(gate)`, `dUp = dOut·act(gate)`; `n` is a multiple of the vector length.
    static void gradient(
            UnaryOp act, float[] gate, int go, float[] up, int uo, float[] d, int doo, float[] dGate, int dgo,
            float[] dUp, int duo, int n) {
        if (act == UnaryOp.SIGMOID) {
            sigmoidGradient(gate, go, up, uo, d, doo, dGate, dgo, dUp, duo, n);
        } else if (act == UnaryOp.RELU) {
            reluGradient(gate, go, up, uo, d, doo, dGate, dgo, dUp, duo, n);
        } else if (act == UnaryOp.GELU) {
            geluGradient(gate, go, up, uo, d, doo, dGate, dgo, dUp, duo, n);
        } else if (act == UnaryOp.GELU_TANH) {
            geluTanhGradient(gate, go, up, uo, d, doo, dGate, dgo, dUp, duo, n);
        } else {
            siluGradient(gate, go, up, uo, d, doo, dGate, dgo, dUp, duo, n);
        }
    }

    private static void sigmoidGradient(
            float[] gate, int go, float[] up, int uo, float[] d, int doo, float[] dGate, int dgo, float[] dUp, int duo,
            int n) {
        var one = FloatVector.broadcast(F, 1f);
        for (int i = 0; i < n; i += L) {
            var value = VectorMath.sigmoid(load(gate, go + i));
            var slope = value.mul(one.sub(value));
            put(value, slope, load(up, uo + i), load(d, doo + i), dGate, dgo + i, dUp, duo + i);
        }
    }

    private static void reluGradient(
            float[] gate, int go, float[] up, int uo, float[] d, int doo, float[] dGate, int dgo, float[] dUp, int duo,
            int n) {
        for (int i = 0; i < n; i += L) {
            var x = load(gate, go + i);
            var slope = FloatVector.zero(F).blend(1f, x.compare(VectorOperators.GT, 0f));
            put(VectorMath.relu(x), slope, load(up, uo + i), load(d, doo + i), dGate, dgo + i, dUp, duo + i);
        }
    }

    private static void geluGradient(
            float[] gate, int go, float[] up, int uo, float[] d, int doo, float[] dGate, int dgo, float[] dUp, int duo,
            int n) {
        for (int i = 0; i < n; i += L) {
            var x = load(gate, go + i);
            var gaussian = VectorMath.gaussian(x);
            var distribution = VectorMath.normalDistribution(x, gaussian);
            var slope = VectorMath.geluSlope(x, gaussian, distribution);
            put(x.mul(distribution), slope, load(up, uo + i), load(d, doo + i), dGate, dgo + i, dUp, duo + i);
        }
    }

    private static void geluTanhGradient(
            float[] gate, int go, float[] up, int uo, float[] d, int doo, float[] dGate, int dgo, float[] dUp, int duo,
            int n) {
        for (int i = 0; i < n; i += L) {
            var x = load(gate, go + i);
            var factor = VectorMath.geluTanhFactor(x);
            var slope = VectorMath.geluTanhSlope(x, factor);
            put(x.mul(factor), slope, load(up, uo + i), load(d, doo + i), dGate, dgo + i, dUp, duo + i);
        }
    }

    private static void siluGradient(
            float[] gate, int go, float[] up, int uo, float[] d, int doo, float[] dGate, int dgo, float[] dUp, int duo,
            int n) {
        for (int i = 0; i < n; i += L) {
            var x = load(gate, go + i);
            var sigmoid = VectorMath.sigmoid(x);
            var slope = VectorMath.siluSlope(x, sigmoid);
            put(x.mul(sigmoid), slope, load(up, uo + i), load(d, doo + i), dGate, dgo + i, dUp, duo + i);
        }
    }

    private static void put(
            FloatVector value, FloatVector slope, FloatVector up, FloatVector d, float[] dGate, int dgo, float[] dUp,
            int duo) {
        d.mul(up).mul(slope).intoArray(dGate, dgo);
        d.mul(value).intoArray(dUp, duo);
    }
}
