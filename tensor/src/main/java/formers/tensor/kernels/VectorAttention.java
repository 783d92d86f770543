package formers.tensor.kernels;

/// Attention with the Vector API.
final class VectorAttention implements AttentionKernels {

    @Override
    public void forward(AttentionShape shape, Heads q, HeadRows k, HeadRows v, Heads out, float[] logSumExp, int at) {
        if (AttentionDecoding.suits(shape)) {
            new AttentionDecoding(shape, q, k, v, out, logSumExp, at).run();
        } else {
            new AttentionForward(shape, q, k, v, out, logSumExp, at).run();
        }
    }

    @Override
    public void backward(
            AttentionShape shape,
            Heads q,
            Heads k,
            Heads v,
            Heads out,
            float[] logSumExp,
            int at,
            Heads dOut,
            Heads dq,
            Heads dk,
            Heads dv) {
        new AttentionBackward(shape, q, k, v, out, logSumExp, at, dOut, dq, dk, dv).run();
    }
}
