package formers.tensor.kernels;

import static formers.tensor.kernels.VectorMath.F;
import static formers.tensor.kernels.VectorMath.L;
import static formers.tensor.kernels.VectorMath.load;

import jdk.incubator.vector.FloatVector;

/// Whole vectors here; what is left of a row is the scalar twin's.
final class VectorRecurrenceKernels implements RecurrenceKernels {

    private final RecurrenceKernels rest = new ScalarRecurrenceKernels();

    @Override
    public void blend(
            boolean keepsOld,
            float[] z,
            int zo,
            float[] candidate,
            int co,
            float[] h,
            int ho,
            float[] next,
            int no,
            int n) {
        var one = FloatVector.broadcast(F, 1f);
        int whole = F.loopBound(n);
        for (int i = 0; i < whole; i += L) {
            var gate = load(z, zo + i);
            var old = load(h, ho + i);
            var open = keepsOld ? one.sub(gate) : gate;
            old.add(open.mul(load(candidate, co + i).sub(old))).intoArray(next, no + i);
        }
        rest.blend(keepsOld, z, zo + whole, candidate, co + whole, h, ho + whole, next, no + whole, n - whole);
    }

    @Override
    public void blendGradient(
            boolean keepsOld,
            float[] z,
            int zo,
            float[] candidate,
            int co,
            float[] h,
            int ho,
            float[] dNext,
            int dno,
            float[] dGate,
            int dgo,
            float[] dCandidate,
            int dco,
            float[] carry,
            int cao,
            int n) {
        var one = FloatVector.broadcast(F, 1f);
        int whole = F.loopBound(n);
        for (int i = 0; i < whole; i += L) {
            var gate = load(z, zo + i);
            var c = load(candidate, co + i);
            var old = load(h, ho + i);
            var dh = load(dNext, dno + i).add(load(carry, cao + i));
            var open = keepsOld ? one.sub(gate) : gate;
            var slope = gate.mul(one.sub(gate));
            dh.mul(keepsOld ? old.sub(c) : c.sub(old)).mul(slope).intoArray(dGate, dgo + i);
            dh.mul(open).mul(one.sub(c.mul(c))).intoArray(dCandidate, dco + i);
            dh.mul(one.sub(open)).intoArray(carry, cao + i);
        }
        rest.blendGradient(
                keepsOld,
                z,
                zo + whole,
                candidate,
                co + whole,
                h,
                ho + whole,
                dNext,
                dno + whole,
                dGate,
                dgo + whole,
                dCandidate,
                dco + whole,
                carry,
                cao + whole,
                n - whole);
    }

    @Override
    public void gateGradient(
            float[] r,
            int ro,
            float[] x,
            int xo,
            float[] d,
            int dO,
            float[] dGate,
            int dgo,
            float[] dx,
            int dxo,
            int n) {
        var one = FloatVector.broadcast(F, 1f);
        int whole = F.loopBound(n);
        for (int i = 0; i < whole; i += L) {
            var gate = load(r, ro + i);
            var through = load(d, dO + i).mul(gate);
            through.mul(load(x, xo + i)).mul(one.sub(gate)).intoArray(dGate, dgo + i);
            load(dx, dxo + i).add(through).intoArray(dx, dxo + i);
        }
        rest.gateGradient(r, ro + whole, x, xo + whole, d, dO + whole, dGate, dgo + whole, dx, dxo + whole, n - whole);
    }

    @Override
    public void scoreGradient(
            float[] u,
            int uo,
            float[] weight,
            int wo,
            float d,
            float[] dKey,
            int dko,
            float[] dQuery,
            int dqo,
            float[] dWeight,
            int dwo,
            int n) {
        var one = FloatVector.broadcast(F, 1f);
        var slope = FloatVector.broadcast(F, d);
        int whole = F.loopBound(n);
        for (int i = 0; i < whole; i += L) {
            var bent = load(u, uo + i);
            var g = slope.mul(load(weight, wo + i)).mul(one.sub(bent.mul(bent)));
            load(dKey, dko + i).add(g).intoArray(dKey, dko + i);
            load(dQuery, dqo + i).add(g).intoArray(dQuery, dqo + i);
            load(dWeight, dwo + i).add(slope.mul(bent)).intoArray(dWeight, dwo + i);
        }
        rest.scoreGradient(
                u,
                uo + whole,
                weight,
                wo + whole,
                d,
                dKey,
                dko + whole,
                dQuery,
                dqo + whole,
                dWeight,
                dwo + whole,
                n - whole);
    }
}
