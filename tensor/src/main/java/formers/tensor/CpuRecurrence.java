package formers.tensor;

import formers.tensor.kernels.BinaryOp;
import formers.tensor.kernels.Kernels;
import formers.tensor.kernels.MatrixKernels;
import formers.tensor.kernels.PointwiseKernels;
import formers.tensor.kernels.RecurrenceKernels;
import formers.tensor.kernels.UnaryOp;
import formers.tensor.threads.Threads;
import java.util.Arrays;

/// Gated recurrence on the CPU: a product or two for each time, everything else of a time in one pass over
/// its rows, and the gradient of the weights in one product over all times.
final class CpuRecurrence implements Backend.Recurrence {

    private final MatrixKernels matrix;
    private final PointwiseKernels pointwise;
    private final RecurrenceKernels kernels;

    CpuRecurrence(Kernels kernels) {
        matrix = kernels.matrix();
        pointwise = kernels.pointwise();
        this.kernels = kernels.recurrence();
    }

    /// Where things stand at one time.
    private record At(GruOptions how, int time, int times, int batch, int n) {

        static At of(GruOptions how, Tensor states, int time) {
            return new At(how, time, states.extent(0) - 1, states.extent(1), states.extent(2));
        }

        /// The time that comes i-th.
        At ith(int i) {
            return new At(how, how.reversed() ? times - 1 - i : i, times, batch, n);
        }

        int gates(int row) {
            return (time * batch + row) * 3 * n;
        }

        int inner(int row) {
            return (time * batch + row) * n;
        }

        /// The state before this time.
        int before(int row) {
            return ((how.reversed() ? time + 1 : time) * batch + row) * n;
        }

        int after(int row) {
            return ((how.reversed() ? time : time + 1) * batch + row) * n;
        }

        boolean counts(int row) {
            return how.lengths() == null || time < how.lengths()[row];
        }

        boolean keepsOld() {
            return how.update() == GruOptions.Update.OLD;
        }

        void forRows(Threads.Range body) {
            Threads.forRanges(batch, CpuBackend.rowGrain(3 * n), body);
        }
    }

    @Override
    public void gru(GruOptions how, Tensor gates, Tensor weight, Tensor bias, Tensor inner, Tensor states) {
        boolean before = Recurrence.resetsBefore(how);
        float[] us = weight.floats();
        float[] gs = gates.floats();
        float[] is = inner.floats();
        float[] hs = states.floats();
        float[] bs = bias == null ? null : bias.floats();
        int bo = bias == null ? 0 : bias.offset();
        var first = At.of(how, states, 0);
        int n = first.n;
        int batch = first.batch;
        int candidateWeight = weight.offset() + 2 * n * n;
        for (int i = 0; i < first.times; i++) {
            var at = first.ith(i);
            int h = at.before(0);
            int g = at.gates(0);
            int u = weight.offset();
            matrix.gemm(false, true, batch, 2 * n, n, hs, h, n, us, u, n, gs, g, 3 * n, true, null, 0);
            if (before) {
                at.forRows((row, end) -> {
                    for (int r = row; r < end; r++) {
                        pointwise.unary(UnaryOp.SIGMOID, gs, at.gates(r), gs, at.gates(r), 2 * n);
                        product(gs, at.gates(r) + n, hs, at.before(r), is, at.inner(r), n);
                    }
                });
                int in = at.inner(0);
                matrix.gemm(
                        false,
                        true,
                        batch,
                        n,
                        n,
                        is,
                        in,
                        n,
                        us,
                        candidateWeight,
                        n,
                        gs,
                        g + 2 * n,
                        3 * n,
                        true,
                        null,
                        0);
            } else {
                int in = at.inner(0);
                matrix.gemm(false, true, batch, n, n, hs, h, n, us, candidateWeight, n, is, in, n, false, bs, bo);
                at.forRows((row, end) -> {
                    for (int r = row; r < end; r++) {
                        int z = at.gates(r);
                        pointwise.unary(UnaryOp.SIGMOID, gs, z, gs, z, 2 * n);
                        // The new state's place serves as scratch until there is a new state.
                        product(gs, z + n, is, at.inner(r), hs, at.after(r), n);
                        pointwise.binary(BinaryOp.ADD, gs, z + 2 * n, 1, hs, at.after(r), 1, gs, z + 2 * n, n);
                    }
                });
            }
            at.forRows((row, end) -> move(at, gs, hs, row, end));
        }
    }

    private void product(float[] a, int ao, float[] b, int bo, float[] c, int co, int n) {
        pointwise.binary(BinaryOp.MULTIPLY, a, ao, 1, b, bo, 1, c, co, n);
    }

    /// From the candidate's sum to the new state.
    private void move(At at, float[] gates, float[] states, int row, int end) {
        int n = at.n;
        for (int r = row; r < end; r++) {
            int z = at.gates(r);
            int candidate = z + 2 * n;
            pointwise.unary(UnaryOp.TANH, gates, candidate, gates, candidate, n);
            if (at.counts(r)) {
                kernels.blend(at.keepsOld(), gates, z, gates, candidate, states, at.before(r), states, at.after(r), n);
            } else {
                System.arraycopy(states, at.before(r), states, at.after(r), n);
            }
        }
    }

    @Override
    public void gruGradient(
            GruOptions how,
            Tensor gates,
            Tensor weight,
            Tensor inner,
            Tensor states,
            Tensor dStates,
            Tensor dGates,
            Tensor dInner,
            Tensor carry) {
        boolean before = Recurrence.resetsBefore(how);
        float[] us = weight.floats();
        float[] gs = gates.floats();
        float[] is = inner.floats();
        float[] hs = states.floats();
        float[] dhs = dStates.floats();
        float[] dgs = dGates.floats();
        float[] dis = dInner.floats();
        float[] cs = carry.floats();
        int u = weight.offset();
        var first = At.of(how, states, 0);
        int n = first.n;
        int batch = first.batch;
        int c = carry.offset();
        Arrays.fill(cs, c, c + batch * n, 0);
        for (int i = first.times - 1; i >= 0; i--) {
            var at = first.ith(i);
            int g = at.gates(0);
            int in = at.inner(0);
            at.forRows((row, end) -> {
                blendGradient(at, gs, hs, dhs, dStates.offset(), dgs, cs, c, row, end);
                for (int r = row; r < end && !before; r++) {
                    // The candidate's gradient is that of r ∘ (U h + b).
                    Arrays.fill(dis, at.inner(r), at.inner(r) + n, 0);
                    int z = at.gates(r);
                    kernels.gateGradient(gs, z + n, is, at.inner(r), dgs, z + 2 * n, dgs, z + n, dis, at.inner(r), n);
                }
            });
            if (before) {
                matrix.gemm(
                        false,
                        false,
                        batch,
                        n,
                        n,
                        dgs,
                        g + 2 * n,
                        3 * n,
                        us,
                        u + 2 * n * n,
                        n,
                        dis,
                        in,
                        n,
                        false,
                        null,
                        0);
                at.forRows((row, end) -> {
                    for (int r = row; r < end; r++) {
                        int gate = at.gates(r) + n;
                        kernels.gateGradient(gs, gate, hs, at.before(r), dis, at.inner(r), dgs, gate, cs, c + r * n, n);
                    }
                });
            } else {
                matrix.gemm(false, false, batch, n, n, dis, in, n, us, u + 2 * n * n, n, cs, c, n, true, null, 0);
            }
            matrix.gemm(false, false, batch, n, 2 * n, dgs, g, 3 * n, us, u, n, cs, c, n, true, null, 0);
        }
    }

    private void blendGradient(
            At at,
            float[] gates,
            float[] states,
            float[] dStates,
            int dStatesAt,
            float[] dGates,
            float[] carry,
            int carryAt,
            int row,
            int end) {
        int n = at.n;
        for (int r = row; r < end; r++) {
            int z = at.gates(r);
            int candidate = z + 2 * n;
            int later = carryAt + r * n;
            int dState = dStatesAt + at.inner(r);
            if (at.counts(r)) {
                kernels.blendGradient(
                        at.keepsOld(),
                        gates,
                        z,
                        gates,
                        candidate,
                        states,
                        at.before(r),
                        dStates,
                        dState,
                        dGates,
                        z,
                        dGates,
                        candidate,
                        carry,
                        later,
                        n);
            } else {
                pointwise.multiplyAdd(dStates, dState, 1, carry, later, n);
                Arrays.fill(dGates, z, z + 3 * n, 0);
            }
        }
    }

    @Override
    public void gruWeightGradient(
            GruOptions how, Tensor dGates, Tensor dInner, Tensor inner, Tensor states, Gradients.Destination dWeight) {
        var last = At.of(how, states, 0);
        int n = last.n;
        int rows = last.times * last.batch;
        float[] dgs = dGates.floats();
        float[] hs = states.floats();
        float[] dws = dWeight.tensor().floats();
        int w = dWeight.tensor().offset();
        int earlier = how.reversed() ? last.batch * n : 0; // the states before all times stand together
        boolean add = dWeight.accumulate();
        matrix.gemm(true, false, 2 * n, n, rows, dgs, 0, 3 * n, hs, earlier, n, dws, w, n, add, null, 0);
        int candidate = w + 2 * n * n;
        if (Recurrence.resetsBefore(how)) {
            matrix.gemm(
                    true, false, n, n, rows, dgs, 2 * n, 3 * n, inner.floats(), 0, n, dws, candidate, n, add, null, 0);
        } else {
            matrix.gemm(
                    true, false, n, n, rows, dInner.floats(), 0, n, hs, earlier, n, dws, candidate, n, add, null, 0);
        }
    }
}
