package formers.tensor.kernels;

/// Scaled dot-product attention and its gradients, without the matrix of scores (Vaswani et al. 2017,
/// section 3.2.1; Dao et al. 2022, arXiv:2205.14135, algorithms 1 and 4). The kernels split the work over
/// threads by its size alone.
///
/// `q` and `out` are `[batch, queries, heads, width]`, `k` and `v` `[batch, keys, kvHeads, width]`;
/// operands may lie side by side in one array, results share no element with them. A query that sees no key
/// gets zeros and has no gradient.
public interface AttentionKernels {

    /// `out = dropout(softmax(scale·q kᵀ + bias)) v`.
    ///
    /// @param logSumExp `[batch, heads, queries]` from index `at` on: log of the sum of the exponentials of
    ///                  the scores, −∞ of none; null if there will be no backward pass
    void forward(AttentionShape shape, Heads q, HeadRows k, HeadRows v, Heads out, float[] logSumExp, int at);

    /// Overwrites `dq`, `dk` and `dv` with the gradients, given that of `out` and what [#forward] wrote.
    void backward(
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
            Heads dv);
}
