package formers.tensor;

import formers.tensor.kernels.AttentionShape;
import formers.tensor.kernels.BinaryOp;
import formers.tensor.kernels.RotaryShape;
import formers.tensor.kernels.UnaryOp;

/// What a machine must be able to do for the engine: memory, and primitives over whole tensors. It
/// knows nothing of gradients; backward formulas are further primitives. Results are written to tensors
/// the caller made; shapes have been checked by then. A backend splits work over threads as it likes,
/// as long as the bits of a result do not depend on how many there are.
interface Backend {

    /// The backend in use.
    static Backend current() {
        return Backends.current;
    }

    /// Which kernels it runs and why, in a sentence.
    String description();

    /// Memory for `elements` values of undefined content, from the pool if it has some; may be larger than
    /// asked for.
    Storage allocate(ElementType type, int elements);

    /// Takes memory back into the pool.
    void release(Storage storage);

    /// What the pool has done since the start.
    MemoryUse memory();

    Pointwise pointwise();

    Reductions reductions();

    Strided strided();

    Indexed indexed();

    Products products();

    Norms norms();

    Softmax softmax();

    Updates updates();

    Convolutions convolutions();

    Attention attention();

    AdditiveAttention additiveAttention();

    Recurrence recurrence();

    /// Element by element.
    interface Pointwise {
        void unary(UnaryOp op, Tensor x, Tensor y);

        /// `dx = dy · op′(x)`, or added to `dx`.
        void unaryGradient(UnaryOp op, Tensor x, Tensor y, Tensor dy, Tensor dx, boolean accumulate);

        /// `c = op(a, b)` with broadcasting to the shape of `c`, which may be `a` or `b` itself if of the
        /// same shape.
        void binary(BinaryOp op, Tensor a, Tensor b, Tensor c);

        /// `y = x · factor + offset`.
        void affine(Tensor x, float factor, float offset, Tensor y);

        /// `y = min(max(x, low), high)`.
        void clamp(Tensor x, float low, float high, Tensor y);

        /// `y = condition ≠ 0 ? a : b` with broadcasting to the shape of `y`.
        void where(Tensor condition, Tensor a, Tensor b, Tensor y);

        void fill(Tensor y, float value);

        /// `out[r, :] = act(gate[r, :]) · up[r, :]` where gate is the first and up the second half of each
        /// row of `x`.
        void gated(UnaryOp act, Tensor x, Tensor out);

        void gatedGradient(UnaryOp act, Tensor x, Tensor dOut, Tensor dx);

        /// Zeroes a fraction `p` of the elements and scales the rest by `1/(1−p)`; which ones depends
        /// on the seed, the stream and the element's index alone, so the same call is its own backward.
        void dropout(Tensor x, float p, RandomSource random, Tensor y);

        void uniform(Tensor y, float low, float high, RandomSource random);

        void normal(Tensor y, float mean, float deviation, RandomSource random);
    }

    /// Over the middle axis of `[outer, n, inner]`.
    interface Reductions {
        enum Kind {
            SUM,
            MAX,
            MIN,
            LOG_SUM_EXP
        }

        /// `y[o, i] = kind over j of x[o, j, i]`.
        void reduce(Kind kind, Tensor x, int outer, int n, int inner, Tensor y);

        /// Index (I32) of the first largest element.
        void argmax(Tensor x, int outer, int n, int inner, Tensor index);

        /// Running sums along the axis; from the end when `reversed`.
        void cumulativeSum(Tensor x, int outer, int n, int inner, boolean reversed, Tensor y);

        /// `y[i]` is the largest of the `pieces` elements of `x` from `i·pieces` on.
        void maxout(int pieces, Tensor x, Tensor y);

        /// `dx` is `dy[i]` at the first largest of these elements, 0 at the others.
        void maxoutGradient(int pieces, Tensor x, Tensor dy, Tensor dx);

        /// `Σ x²` over all elements, accumulated in double precision.
        double sumOfSquares(Tensor x);
    }

    /// Copies between strided views; every change of layout is one of these.
    interface Strided {
        /// `to[i] = from[i]` (or `+=`) over all indices below `extents`; strides are in elements and may be
        /// 0 in `from`.
        void copy(
                Tensor from,
                int fromOffset,
                int[] fromStrides,
                Tensor to,
                int toOffset,
                int[] toStrides,
                int[] extents,
                boolean accumulate);
    }

    /// Rows and elements chosen by index; indices have been checked.
    interface Indexed {
        /// `out[i, :] = table[ids[i], :]`.
        void selectRows(Tensor table, int width, Tensor ids, Tensor out);

        /// `table[ids[i], :] += rows[i, :]`, in the order of `i`.
        void addRows(Tensor table, int width, Tensor ids, Tensor rows);

        /// `out[o, j, i] = x[o, index[o, j, i], i]`, `x` is `[outer, n, inner]`, `index` and `out` `[outer,
        /// m, inner]`.
        void gather(Tensor x, int outer, int n, int m, int inner, Tensor index, Tensor out);

        /// `y[o, index[o, j, i], i] += x[o, j, i]`.
        void scatterAdd(Tensor y, int outer, int n, int m, int inner, Tensor index, Tensor x);

        /// The `k` largest (or smallest) of each row of `x` `[rows, n]` in order, and where they stood
        /// (I32); equal values keep their order.
        void topK(Tensor x, int rows, int n, int k, boolean largest, Tensor values, Tensor index);
    }

    /// Matrix products.
    interface Products {
        /// `c = a b` (or `+=`) over `batch` matrices; `a` is `[m, k]`, stored `[k, m]` if `ta`; `b` is
        /// `[k, n]`, stored `[n, k]` if `tb`. Batch strides are in elements, 0 where an operand is
        /// shared.
        void matmul(
                boolean ta,
                boolean tb,
                int batch,
                int m,
                int n,
                int k,
                Tensor a,
                int aStride,
                Tensor b,
                int bStride,
                Tensor c,
                int cStride,
                boolean accumulate);

        /// `y = x wᵀ + bias`, `x` `[rows, k]`, `w` `[n, k]`, perhaps packed, `bias` `[n]` or null.
        void linear(int rows, int n, int k, Tensor x, Tensor w, Tensor bias, Tensor y);

        /// Sum over the rows of `x` `[rows, n]` into `y` `[n]`.
        void columnSum(int rows, int n, Tensor x, Tensor y, boolean accumulate);
    }

    /// Normalisation of rows; the width of a row is the extent of `weight`.
    interface Norms {
        /// `y = (s − mean)·inverse·weight + bias` where `s = x`, or `s = x + branch` (both written to
        /// `sum`) when there is a branch; without `mean`, root-mean-square normalisation. Writes mean
        /// and `1/√(variance + ε)` of each row.
        void normalize(
                Tensor x,
                Tensor branch,
                Tensor sum,
                Tensor weight,
                Tensor bias,
                float epsilon,
                Tensor y,
                Tensor mean,
                Tensor inverse);

        /// Gradients of the same; a null destination is not wanted.
        void normalizeGradient(
                Tensor x,
                Tensor weight,
                Tensor mean,
                Tensor inverse,
                Tensor dy,
                Tensor dx,
                Gradients.Destination dWeight,
                Gradients.Destination dBias);
    }

    /// Softmax over rows of `width`.
    interface Softmax {
        void softmax(Tensor x, int width, Tensor y);

        void softmaxGradient(Tensor y, Tensor dy, int width, Tensor dx);

        void logSoftmax(Tensor x, int width, Tensor y);

        void logSoftmaxGradient(Tensor y, Tensor dy, int width, Tensor dx);

        /// Weighted loss of each row; targets have been checked.
        void crossEntropy(Tensor logits, int classes, Tensor targets, CrossEntropy how, Tensor losses);

        /// The same, and `dLogits = scale · ∂(Σ losses)/∂logits`.
        void crossEntropyWithGradient(
                Tensor logits,
                int classes,
                Tensor targets,
                CrossEntropy how,
                Tensor losses,
                float scale,
                Tensor dLogits);
    }

    /// Changes to parameters in place.
    interface Updates {
        void adamW(Tensor parameter, Tensor gradient, Tensor firstMoment, Tensor secondMoment, AdamWUpdate step);
    }

    /// Convolutions that are no matrix product.
    interface Convolutions {
        /// `y[b, c, t] = Σ_j w[c, 0, j]·x[b, c, t + j·dilation − padBefore]`, zero outside the input.
        void depthwise(Tensor x, Tensor weight, int dilation, int padBefore, Tensor y);

        void depthwiseGradients(
                Tensor x, Tensor weight, int dilation, int padBefore, Tensor dy, Tensor dx, Tensor dWeight);

        /// `y[b, c, t] = Σ_{s ≤ t} h[c, s]·x[b, c, t − s]` through the Fourier transform.
        void causalFft(Tensor x, Tensor filter, Tensor y);

        void causalFftGradients(Tensor x, Tensor filter, Tensor dy, Tensor dx, Tensor dFilter);
    }

    /// Attention and rotary embedding.
    interface Attention {
        /// `out` `[batch, queries, heads, width]`, and `logSumExp` `[batch, heads, queries]` unless null,
        /// when there will be no backward pass. `mask` (null is none) has one value per key and broadcasts
        /// to the scores.
        void attention(
                AttentionShape shape, Tensor mask, HeadRange q, HeadRange k, HeadRange v, Tensor out, Tensor logSumExp);

        /// The same over keys and values that are kept one sequence at a time.
        void cachedAttention(AttentionShape shape, Tensor q, KeyValues[] sequences, Tensor out);

        void attentionGradients(
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
                HeadRange dv);

        /// Positions have been checked; row r of the input stands at position `r` modulo their number.
        void rotary(RotaryShape shape, RotaryTable table, Tensor positions, boolean inverse, Tensor x, Tensor y);
    }

    /// Attention whose scores are no products; `lengths` (null for all) are the keys that count in each row.
    interface AdditiveAttention {
        /// `bent = tanh(query + key)`, `weights` the softmax of `weight · bent`, 0 beyond a row's length,
        /// and `mixed` the values so weighted; shapes as in [Tensor#additiveAttention].
        void attend(
                Tensor query,
                Tensor keys,
                Tensor values,
                Tensor weight,
                int[] lengths,
                Tensor bent,
                Tensor weights,
                Tensor mixed);

        /// Gradients of the same, that of the query overwritten; `dMixed` or `dWeights` may be null for 0,
        /// a null destination is not wanted.
        void gradients(
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
                Gradients.Destination dWeight);
    }

    /// Gated recurrence. `states` is `[times + 1, batch, n]`: the start, then the state after each time, or
    /// the other way round when reversed. Made for it, `gates`, `inner`, `dGates` and `dInner` start at
    /// offset 0, as `states` does.
    interface Recurrence {
        /// Runs from the start, which is there, to the end.
        ///
        /// @param gates `[times, batch, 3n]`: what inputs add, overwritten by `z`, `r` and the candidate
        /// @param bias  `[n]` or null
        /// @param inner `[times, batch, n]`: `r ∘ h`, or `U h + b` with the reset gate after the product
        void gru(GruOptions how, Tensor gates, Tensor weight, Tensor bias, Tensor inner, Tensor states);

        /// Gradients of what entered the gates, of `inner`, and of the start, all overwritten.
        ///
        /// @param dStates `[times, batch, n]`, of the states after each time
        void gruGradient(
                GruOptions how,
                Tensor gates,
                Tensor weight,
                Tensor inner,
                Tensor states,
                Tensor dStates,
                Tensor dGates,
                Tensor dInner,
                Tensor dStart);

        /// Gradient of the weights from what [#gruGradient] wrote.
        void gruWeightGradient(
                GruOptions how,
                Tensor dGates,
                Tensor dInner,
                Tensor inner,
                Tensor states,
                Gradients.Destination dWeight);
    }
}
