package formers.tensor;

import formers.tensor.kernels.AttentionKernels;
import formers.tensor.kernels.AttentionMask;
import formers.tensor.kernels.AttentionShape;
import formers.tensor.kernels.Heads;
import formers.tensor.kernels.RotaryKernels;
import formers.tensor.kernels.RotaryShape;
import formers.tensor.kernels.RotaryTables;

/// Attention and rotary embedding on the CPU; the kernels split the work themselves.
final class CpuAttention implements Backend.Attention {

    private final AttentionKernels kernels;
    private final RotaryKernels rotary;

    CpuAttention(AttentionKernels kernels, RotaryKernels rotary) {
        this.kernels = kernels;
        this.rotary = rotary;
    }

    @Override
    public void attention(
            AttentionShape shape, Tensor mask, HeadRange q, HeadRange k, HeadRange v, Tensor out, Tensor logSumExp) {
        kernels.forward(
                masked(shape, mask),
                heads(q),
                heads(k),
                heads(v),
                heads(new HeadRange(out, 0)),
                logSumExp == null ? null : logSumExp.floats(),
                logSumExp == null ? 0 : logSumExp.offset());
    }

    @Override
    public void cachedAttention(AttentionShape shape, Tensor q, KeyValues[] sequences, Tensor out) {
        kernels.forward(
                shape,
                heads(new HeadRange(q, 0)),
                KeyValues.storedKeys(sequences),
                KeyValues.storedValues(sequences),
                heads(new HeadRange(out, 0)),
                null,
                0);
    }

    @Override
    public void attentionGradients(
            AttentionShape shape,
            Tensor mask,
            HeadRange q,
            HeadRange k,
            HeadRange v,
            Tensor out,
            Tensor logSumExp,
            Tensor dOut,
            HeadRange dq,
            HeadRange dk,
            HeadRange dv) {
        kernels.backward(
                masked(shape, mask),
                heads(q),
                heads(k),
                heads(v),
                heads(new HeadRange(out, 0)),
                logSumExp.floats(),
                logSumExp.offset(),
                heads(new HeadRange(dOut, 0)),
                heads(dq),
                heads(dk),
                heads(dv));
    }

    private static Heads heads(HeadRange range) {
        var tensor = range.tensor();
        int width = tensor.extent(3);
        int row = tensor.extent(2) * width;
        return new Heads(tensor.floats(), tensor.offset() + range.first() * width, tensor.extent(1) * row, row);
    }

    private static AttentionShape masked(AttentionShape shape, Tensor mask) {
        if (mask == null) {
            return shape;
        }
        var scores = Shape.of(shape.batch(), shape.heads(), shape.queries(), shape.keys());
        var strides = mask.shape().stridesWithin(scores);
        return shape.withMask(new AttentionMask(mask.floats(), mask.offset(), strides[0], strides[1], strides[2]));
    }

    @Override
    public void rotary(RotaryShape shape, RotaryTable table, Tensor positions, boolean inverse, Tensor x, Tensor y) {
        var tables = new RotaryTables(
                table.cosines().floats(),
                table.cosines().offset(),
                table.sines().floats(),
                table.sines().offset(),
                positions.ints(),
                positions.offset(),
                positions.size());
        rotary.rotate(shape, tables, inverse, x.floats(), x.offset(), y.floats(), y.offset());
    }
}
