package formers.tensor;

import formers.tensor.kernels.NormKernels;
import formers.tensor.kernels.ReductionKernels;
import formers.tensor.threads.Threads;
import java.util.Arrays;

/// Normalisation of rows on the CPU.
final class CpuNorms implements Backend.Norms {

    private final NormKernels kernels;
    private final ReductionKernels reductions;

    CpuNorms(NormKernels kernels, ReductionKernels reductions) {
        this.kernels = kernels;
        this.reductions = reductions;
    }

    @Override
    public void normalize(
            Tensor x,
            Tensor branch,
            Tensor sum,
            Tensor weight,
            Tensor bias,
            float epsilon,
            Tensor y,
            Tensor mean,
            Tensor inverse) {
        int width = weight.size();
        float[] xs = x.floats();
        float[] branches = branch == null ? null : branch.floats();
        float[] sums = sum == null ? null : sum.floats();
        float[] weights = weight.floats();
        float[] biases = bias == null ? null : bias.floats();
        float[] ys = y.floats();
        float[] means = mean == null ? null : mean.floats();
        float[] inverses = inverse.floats();
        Threads.forRanges(inverse.size(), CpuBackend.rowGrain(width), (row, end) -> {
            int at = row * width;
            int branchAt = branch == null ? 0 : branch.offset() + at;
            int sumAt = sum == null ? 0 : sum.offset() + at;
            if (mean == null) {
                kernels.rmsNorm(
                        end - row,
                        width,
                        xs,
                        x.offset() + at,
                        branches,
                        branchAt,
                        sums,
                        sumAt,
                        weights,
                        weight.offset(),
                        epsilon,
                        ys,
                        y.offset() + at,
                        inverses,
                        inverse.offset() + row);
            } else {
                kernels.layerNorm(
                        end - row,
                        width,
                        xs,
                        x.offset() + at,
                        branches,
                        branchAt,
                        sums,
                        sumAt,
                        weights,
                        weight.offset(),
                        biases,
                        bias == null ? 0 : bias.offset(),
                        epsilon,
                        ys,
                        y.offset() + at,
                        means,
                        mean.offset() + row,
                        inverses,
                        inverse.offset() + row);
            }
        });
    }

    @Override
    public void normalizeGradient(
            Tensor x,
            Tensor weight,
            Tensor mean,
            Tensor inverse,
            Tensor dy,
            Tensor dx,
            Gradients.Destination dWeight,
            Gradients.Destination dBias) {
        int width = weight.size();
        int rows = inverse.size();
        int grain = CpuBackend.rowGrain(width); // each piece sums its rows' share of the weight's gradient apart
        int pieces = Math.ceilDiv(rows, grain);
        var weightPieces =
                dWeight == null ? null : Tensor.empty(Shape.of(pieces, width)).fill(0);
        var biasPieces =
                dBias == null ? null : Tensor.empty(Shape.of(pieces, width)).fill(0);
        float[] xs = x.floats();
        float[] weights = weight.floats();
        float[] means = mean == null ? null : mean.floats();
        float[] inverses = inverse.floats();
        float[] dys = dy.floats();
        float[] dxs = dx.floats();
        float[] dWeights = weightPieces == null ? null : weightPieces.floats();
        float[] dBiases = biasPieces == null ? null : biasPieces.floats();
        Threads.forRanges(rows, grain, (row, end) -> {
            int at = row * width;
            int piece = row / grain * width;
            if (mean == null) {
                kernels.rmsNormGradient(
                        end - row,
                        width,
                        dys,
                        dy.offset() + at,
                        xs,
                        x.offset() + at,
                        weights,
                        weight.offset(),
                        inverses,
                        inverse.offset() + row,
                        dxs,
                        dx.offset() + at,
                        false,
                        dWeights,
                        piece);
            } else {
                kernels.layerNormGradient(
                        end - row,
                        width,
                        dys,
                        dy.offset() + at,
                        xs,
                        x.offset() + at,
                        weights,
                        weight.offset(),
                        means,
                        mean.offset() + row,
                        inverses,
                        inverse.offset() + row,
                        dxs,
                        dx.offset() + at,
                        false,
                        dWeights,
                        piece,
                        dBiases,
                        piece);
            }
        });
        sumPieces(weightPieces, pieces, width, dWeight);
        sumPieces(biasPieces, pieces, width, dBias);
    }

    private void sumPieces(Tensor parts, int pieces, int width, Gradients.Destination to) {
        if (to == null) {
            return;
        }
        float[] sums = to.tensor().floats();
        int at = to.tensor().offset();
        if (!to.accumulate()) {
            Arrays.fill(sums, at, at + width, 0);
        }
        reductions.columnSum(parts.floats(), parts.offset(), width, pieces, width, sums, at);
    }
}
