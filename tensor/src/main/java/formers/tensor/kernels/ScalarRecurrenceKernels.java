package formers.tensor.kernels;

/// The definition, element by element.
final class ScalarRecurrenceKernels implements RecurrenceKernels {

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
        for (int i = 0; i < n; i++) {
            float w = keepsOld ? 1 - z[zo + i] : z[zo + i];
            next[no + i] = h[ho + i] + w * (candidate[co + i] - h[ho + i]);
        }
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
        for (int i = 0; i < n; i++) {
            float gate = z[zo + i];
            float c = candidate[co + i];
            float dh = dNext[dno + i] + carry[cao + i];
            float open = keepsOld ? 1 - gate : gate;
            float slope = gate * (1 - gate);
            dGate[dgo + i] = dh * (keepsOld ? h[ho + i] - c : c - h[ho + i]) * slope;
            dCandidate[dco + i] = dh * open * (1 - c * c);
            carry[cao + i] = dh * (1 - open);
        }
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
        for (int i = 0; i < n; i++) {
            float gate = r[ro + i];
            float through = d[dO + i] * gate;
            dGate[dgo + i] = through * x[xo + i] * (1 - gate);
            dx[dxo + i] += through;
        }
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
        for (int i = 0; i < n; i++) {
            float bent = u[uo + i];
            float g = d * weight[wo + i] * (1 - bent * bent);
            dKey[dko + i] += g;
            dQuery[dqo + i] += g;
            dWeight[dwo + i] += d * bent;
        }
    }
}
