package formers.tensor;

import formers.tensor.kernels.BinaryOp;
import formers.tensor.kernels.Kernels;
import formers.tensor.kernels.PointwiseKernels;
import formers.tensor.kernels.RecurrenceKernels;
import formers.tensor.kernels.ReductionKernels;
import formers.tensor.kernels.SoftmaxKernels;
import formers.tensor.kernels.UnaryOp;
import formers.tensor.threads.Threads;
import java.util.Arrays;

/// Additive attention on the CPU: one pass over the keys and one over the values of each row; padding is
/// not looked at.
final class CpuAdditiveAttention implements Backend.AdditiveAttention {

    private final PointwiseKernels pointwise;
    private final ReductionKernels reductions;
    private final SoftmaxKernels softmax;
    private final RecurrenceKernels recurrence;

    CpuAdditiveAttention(Kernels kernels) {
        pointwise = kernels.pointwise();
        reductions = kernels.reductions();
        softmax = kernels.softmax();
        recurrence = kernels.recurrence();
    }

    /// Extents, and how many keys of a row there are.
    private record Extents(int batch, int keys, int width, int valueWidth, int[] lengths) {

        static Extents of(Tensor bent, Tensor values, int[] lengths) {
            return new Extents(bent.extent(0), bent.extent(1), bent.extent(2), values.extent(2), lengths);
        }

        int length(int row) {
            return lengths == null ? keys : lengths[row];
        }

        void forRows(Threads.Range body) {
            Threads.forRanges(batch, CpuBackend.rowGrain(keys * (width + valueWidth)), body);
        }
    }

    @Override
    public void attend(
            Tensor query,
            Tensor keys,
            Tensor values,
            Tensor weight,
            int[] lengths,
            Tensor bent,
            Tensor weights,
            Tensor mixed) {
        var extents = Extents.of(bent, values, lengths);
        int width = extents.width;
        float[] qs = query.floats();
        float[] ks = keys.floats();
        float[] ws = weight.floats();
        float[] us = bent.floats();
        float[] as = weights.floats();
        extents.forRows((first, end) -> {
            for (int row = first; row < end; row++) {
                int length = extents.length(row);
                int at = row * extents.keys;
                int u = bent.offset() + at * width;
                int q = query.offset() + row * width;
                int a = weights.offset() + at;
                for (int j = 0; j < length; j++) {
                    int k = keys.offset() + (at + j) * width;
                    pointwise.binary(BinaryOp.ADD, qs, q, 1, ks, k, 1, us, u + j * width, width);
                }
                pointwise.unary(UnaryOp.TANH, us, u, us, u, length * width);
                for (int j = 0; j < length; j++) {
                    as[a + j] = reductions.dot(us, u + j * width, ws, weight.offset(), width);
                }
                softmax.softmax(1, length, as, a, as, a);
                Arrays.fill(as, a + length, a + extents.keys, 0);
                mix(extents, row, as, a, values, mixed);
            }
        });
    }

    private void mix(Extents extents, int row, float[] weights, int weightsAt, Tensor values, Tensor mixed) {
        int wide = extents.valueWidth;
        float[] vs = values.floats();
        float[] ms = mixed.floats();
        int m = mixed.offset() + row * wide;
        Arrays.fill(ms, m, m + wide, 0);
        for (int j = 0; j < extents.length(row); j++) {
            pointwise.multiplyAdd(
                    vs, values.offset() + (row * extents.keys + j) * wide, weights[weightsAt + j], ms, m, wide);
        }
    }

    @Override
    public void gradients(
            Tensor values,
            Tensor weight,
            int[] lengths,
            Tensor bent,
            Tensor weights,
            Tensor dMixed,
            Tensor dWeights,
            Tensor dQuery,
            Gradients.Destination dKeys,
            Gradients.Destination dValues,
            Gradients.Destination dWeight) {
        var extents = Extents.of(bent, values, lengths);
        int width = extents.width;
        // Each row sums its share of the weight's gradient apart. What nobody wants goes to a place of its own.
        var weightParts = Tensor.empty(Shape.of(extents.batch, width)).fill(0);
        var keyRoom = room(dKeys, bent.shape());
        dQuery.fill(0);
        if (dValues != null && !dValues.accumulate()) {
            dValues.tensor().fill(0);
        }
        float[] ws = weight.floats();
        float[] us = bent.floats();
        float[] dks = keyRoom.floats();
        float[] dqs = dQuery.floats();
        float[] dws = weightParts.floats();
        extents.forRows((first, end) -> {
            var dScores = new float[extents.keys];
            for (int row = first; row < end; row++) {
                scoreGradients(extents, row, values, weights, dMixed, dWeights, dValues, dScores);
                for (int j = 0; j < extents.length(row); j++) {
                    int at = (row * extents.keys + j) * width;
                    recurrence.scoreGradient(
                            us,
                            bent.offset() + at,
                            ws,
                            weight.offset(),
                            dScores[j],
                            dks,
                            keyRoom.offset() + at,
                            dqs,
                            dQuery.offset() + row * width,
                            dws,
                            weightParts.offset() + row * width,
                            width);
                }
            }
        });
        if (dWeight != null) {
            Backend.current()
                    .products()
                    .columnSum(extents.batch, width, weightParts, dWeight.tensor(), dWeight.accumulate());
        }
    }

    private static Tensor room(Gradients.Destination wanted, Shape shape) {
        if (wanted != null && wanted.accumulate()) {
            return wanted.tensor();
        }
        return (wanted == null ? Tensor.empty(shape) : wanted.tensor()).fill(0);
    }

    /// `dScores = α (dα − Σ α dα)` where `dα` has a part from the mixture; adds to the values' gradient on
    /// the way.
    private void scoreGradients(
            Extents extents,
            int row,
            Tensor values,
            Tensor weights,
            Tensor dMixed,
            Tensor dWeights,
            Gradients.Destination dValues,
            float[] dScores) {
        int length = extents.length(row);
        int wide = extents.valueWidth;
        int at = row * extents.keys;
        float[] as = weights.floats();
        int a = weights.offset() + at;
        for (int j = 0; j < length; j++) {
            dScores[j] = dWeights == null ? 0 : dWeights.floats()[dWeights.offset() + at + j];
        }
        for (int j = 0; j < length && dMixed != null; j++) {
            int m = dMixed.offset() + row * wide;
            int value = (at + j) * wide;
            dScores[j] += reductions.dot(dMixed.floats(), m, values.floats(), values.offset() + value, wide);
            if (dValues != null) {
                float[] dvs = dValues.tensor().floats();
                int dv = dValues.tensor().offset() + value;
                pointwise.multiplyAdd(dMixed.floats(), m, as[a + j], dvs, dv, wide);
            }
        }
        softmax.softmaxGradient(1, length, as, a, dScores, 0, dScores, 0, false);
    }
}
