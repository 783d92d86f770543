package formers.tensor.kernels;

import static formers.tensor.kernels.VectorMath.F;
import static formers.tensor.kernels.VectorMath.L;
import static formers.tensor.kernels.VectorMath.load;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// One loop per gate, over whole vectors of one row.
final class VectorGated {

    private VectorGated() {}

    /// Room for chunks of `n` elements.
    static float[] scratch(int n) {
        return new float[Math.max(L, Math.min(VectorExponentials.CHUNK, n))];
    }

    /// `out = act(gate)·up`; `n` is a multiple of the vector length.
    ///
    /// @param e room for `n` numbers
    static void run(UnaryOp act, float[] gate, int go, float[] e, float[] up, int uo, float[] out, int oo, int n) {
        switch (act) {
            case RELU -> relu(gate, go, up, uo, out, oo, n);
            case GELU -> {
                VectorGelu.exact(gate, go, e, 0, n);
                times(e, up, uo, out, oo, n);
            }
            case GELU_TANH -> {
                VectorGelu.tanhForm(gate, go, e, 0, n);
                times(e, up, uo, out, oo, n);
            }
            case SIGMOID -> {
                VectorExponentials.prepare(act, gate, go, e, n);
                sigmoid(gate, go, e, up, uo, out, oo, n);
            }
            case SILU -> {
                VectorExponentials.prepare(act, gate, go, e, n);
                silu(gate, go, e, up, uo, out, oo, n);
            }
            default -> throw new IllegalArgumentException(act + " is no gate");
        }
    }

    private static void relu(float[] gate, int go, float[] up, int uo, float[] out, int oo, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMath.relu(load(gate, go + i)).mul(load(up, uo + i)).intoArray(out, oo + i);
        }
    }

    private static void times(float[] values, float[] up, int uo, float[] out, int oo, int n) {
        for (int i = 0; i < n; i += L) {
            load(values, i).mul(load(up, uo + i)).intoArray(out, oo + i);
        }
    }

    private static void sigmoid(float[] gate, int go, float[] e, float[] up, int uo, float[] out, int oo, int n) {
        for (int i = 0; i < n; i += L) {
            var value = VectorMath.sigmoid(load(gate, go + i), load(e, i));
            value.mul(load(up, uo + i)).intoArray(out, oo + i);
        }
    }

    private static void silu(float[] gate, int go, float[] e, float[] up, int uo, float[] out, int oo, int n) {
        for (int i = 0; i < n; i += L) {
            var x = load(gate, go + i);
            var value = x.mul(VectorMath.sigmoid(x, load(e, i)));
            value.mul(load(up, uo + i)).intoArray(out, oo + i);
        }
    }

    /// `dGate = dOut·up·act′(gate)`, `dUp = dOut·act(gate)`; `n` is a multiple of the vector length.
    ///
    /// @param e room for `n` numbers
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
        switch (act) {
            case RELU -> reluGradient(gate, go, up, uo, d, doo, dGate, dgo, dUp, duo, n);
            case GELU -> {
                VectorGelu.exact(gate, go, e, 0, n);
                share(e, up, uo, d, doo, dUp, duo, n);
                VectorGelu.exactGradient(gate, go, e, 0, dGate, dgo, n, false);
            }
            case GELU_TANH -> {
                VectorGelu.tanhForm(gate, go, e, 0, n);
                share(e, up, uo, d, doo, dUp, duo, n);
                VectorGelu.tanhFormGradient(gate, go, e, 0, dGate, dgo, n, false);
            }
            case SIGMOID -> {
                VectorExponentials.prepare(act, gate, go, e, n);
                sigmoidGradient(gate, go, e, up, uo, d, doo, dGate, dgo, dUp, duo, n);
            }
            case SILU -> {
                VectorExponentials.prepare(act, gate, go, e, n);
                siluGradient(gate, go, e, up, uo, d, doo, dGate, dgo, dUp, duo, n);
            }
            default -> throw new IllegalArgumentException(act + " is no gate");
        }
    }

    /// `dUp = dOut·act(gate)`, and `dOut·up`, which the gate's derivative belongs to, in the place of `act(gate)`.
    private static void share(float[] e, float[] up, int uo, float[] d, int doo, float[] dUp, int duo, int n) {
        for (int i = 0; i < n; i += L) {
            var value = load(e, i);
            var dOut = load(d, doo + i);
            dOut.mul(load(up, uo + i)).intoArray(e, i);
            dOut.mul(value).intoArray(dUp, duo + i);
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
