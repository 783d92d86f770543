package formers.tensor;

import formers.tensor.kernels.BinaryOp;
import formers.tensor.kernels.UnaryOp;
import java.util.Arrays;

/// A dense row-major array of float32 (or int32 for indices), and the operations on it.
///
/// Operations return new tensors and never change their inputs. Reshapes and slices along the first
/// axis share memory with their source; everything else copies. Operands broadcast as in NumPy. When an
/// input asked for gradients ([#withGradient]), what is computed from it is recorded, and [#backward]
/// fills [#gradient] of every such input.
///
/// Memory belongs to the innermost open [Scope], or to the garbage collector when there is none.
///
/// Not thread-safe for writing ([#fill], [#set]); reading is.
public final class Tensor {

    private final Storage storage;
    private final int offset;
    private final Shape shape;
    private final ElementType type;
    Gradients.Variable variable;

    Tensor(Storage storage, int offset, Shape shape, ElementType type) {
        this.storage = storage;
        this.offset = offset;
        this.shape = shape;
        this.type = type;
    }

    // ---- making
    // ----------------------------------------------------------------------------------------------------

    /// A float tensor of undefined content, in the innermost scope.
    static Tensor empty(Shape shape) {
        return empty(shape, ElementType.F32);
    }

    static Tensor empty(Shape shape, ElementType type) {
        var storage = Backend.current().allocate(type, shape.size());
        var scope = ThreadState.current().scope;
        if (scope != null) {
            scope.own(storage);
        }
        return new Tensor(storage, 0, shape, type);
    }

    /// A float tensor of undefined content that no scope owns: for what outlives a step.
    static Tensor outsideScopes(Shape shape) {
        return new Tensor(new Storage.Floats(new float[shape.size()]), 0, shape, ElementType.F32);
    }

    /// All zeros.
    public static Tensor zeros(int... extents) {
        return full(0, extents);
    }

    /// All ones.
    public static Tensor ones(int... extents) {
        return full(1, extents);
    }

    /// Every element the same.
    public static Tensor full(float value, int... extents) {
        var result = empty(Shape.of(extents));
        return result.fill(value);
    }

    /// A scalar, shape `[]`.
    public static Tensor scalar(float value) {
        return full(value);
    }

    /// A copy of `values` in the given shape; without extents, a vector.
    ///
    /// @throws ShapeException if the number of values is not the size of the shape
    public static Tensor of(float[] values, int... extents) {
        var shape = extents.length == 0 ? Shape.of(values.length) : Shape.of(extents);
        requireCount(values.length, shape);
        return empty(shape).set(values);
    }

    /// A copy of integer `values` (indices, token ids) in the given shape; without extents, a vector.
    ///
    /// @throws ShapeException if the number of values is not the size of the shape
    public static Tensor ofInts(int[] values, int... extents) {
        var shape = extents.length == 0 ? Shape.of(values.length) : Shape.of(extents);
        requireCount(values.length, shape);
        var result = empty(shape, ElementType.I32);
        System.arraycopy(values, 0, result.ints(), 0, values.length);
        return result;
    }

    /// A tensor over `values` itself, not a copy: later changes of the array show. No scope owns it.
    public static Tensor wrap(float[] values, int... extents) {
        var shape = Shape.of(extents);
        requireCount(values.length, shape);
        return new Tensor(new Storage.Floats(values), 0, shape, ElementType.F32);
    }

    private static void requireCount(int values, Shape shape) {
        if (values != shape.size()) {
            throw new ShapeException(
                    "%d values do not fill shape %s, which has %d elements".formatted(values, shape, shape.size()));
        }
    }

    /// `0, 1, …, n−1` as integers.
    public static Tensor range(int n) {
        var values = new int[n];
        Arrays.setAll(values, i -> i);
        return ofInts(values);
    }

    /// Uniform in `[low, high)`.
    public static Tensor uniform(RandomSource random, float low, float high, int... extents) {
        var result = empty(Shape.of(extents));
        Backend.current().pointwise().uniform(result, low, high, random);
        return result;
    }

    /// Normal with the given mean and standard deviation.
    public static Tensor normal(RandomSource random, float mean, float deviation, int... extents) {
        var result = empty(Shape.of(extents));
        Backend.current().pointwise().normal(result, mean, deviation, random);
        return result;
    }

    // ---- looking
    // ---------------------------------------------------------------------------------------------------

    public Shape shape() {
        return shape;
    }

    public ElementType type() {
        return type;
    }

    /// Number of axes.
    public int rank() {
        return shape.rank();
    }

    /// Number of elements.
    public int size() {
        return shape.size();
    }

    /// Extent along an axis; -1 is the last.
    public int extent(int axis) {
        return shape.extent(axis);
    }

    /// The only element of a tensor of size 1.
    ///
    /// @throws ShapeException if it has another size
    public float item() {
        if (size() != 1) {
            throw new ShapeException("item() wants exactly one element, found shape " + shape);
        }
        requireElements("item");
        return type == ElementType.F32 ? floats()[offset] : ints()[offset];
    }

    /// One element.
    ///
    /// @throws ShapeException if the indices do not fit the shape
    public float get(int... indices) {
        requireElements("get");
        int at = offset + index(indices);
        return type == ElementType.F32 ? floats()[at] : ints()[at];
    }

    private int index(int[] indices) {
        int at = 0;
        boolean fits = indices.length == rank();
        for (int i = 0; fits && i < indices.length; i++) {
            fits = indices[i] >= 0 && indices[i] < shape.extent(i);
            at = at * shape.extent(i) + indices[i];
        }
        if (!fits) {
            throw new ShapeException("no element %s in shape %s".formatted(Arrays.toString(indices), shape));
        }
        return at;
    }

    /// A copy of the elements, row-major.
    public float[] toArray() {
        requireFloats("toArray");
        return Arrays.copyOfRange(floats(), offset, offset + size());
    }

    /// A copy of the integer elements, row-major.
    public int[] toInts() {
        requireInts("toInts");
        return Arrays.copyOfRange(ints(), offset, offset + size());
    }

    /// Copies elements `from..from+count-1` (row-major) to `target`, from index `at` on.
    public void read(int from, int count, float[] target, int at) {
        requireFloats("read");
        java.util.Objects.checkFromIndexSize(from, count, size());
        System.arraycopy(floats(), offset + from, target, at, count);
    }

    // ---- writing: for parameters, caches and inputs, never for what is recorded
    // --------------------------------------

    /// Sets every element.
    public Tensor fill(float value) {
        requireFloats("fill");
        Backend.current().pointwise().fill(this, value);
        return this;
    }

    /// Overwrites the elements with `values`, row-major.
    ///
    /// @throws ShapeException if there are more or fewer values than elements
    public Tensor set(float[] values) {
        requireCount(values.length, shape);
        write(0, values, 0, values.length);
        return this;
    }

    /// Overwrites elements `to..to+count-1` (row-major) from `source`.
    public void write(int to, float[] source, int at, int count) {
        requireFloats("write");
        java.util.Objects.checkFromIndexSize(to, count, size());
        System.arraycopy(source, at, floats(), offset + to, count);
    }

    /// Overwrites the elements with those of `source`, of the same shape.
    public void assign(Tensor source) {
        if (!source.shape.equals(shape)) {
            throw new ShapeException("assign of %s to %s".formatted(source.shape, shape));
        }
        source.requireFloats("assign");
        System.arraycopy(source.floats(), source.offset, floats(), offset, size());
    }

    /// Draws every element from a normal distribution.
    public void fillNormal(float mean, float deviation, RandomSource random) {
        Backend.current().pointwise().normal(this, mean, deviation, random);
    }

    /// Draws every element uniformly from `[low, high)`.
    public void fillUniform(float low, float high, RandomSource random) {
        Backend.current().pointwise().uniform(this, low, high, random);
    }

    // ---- gradients
    // -------------------------------------------------------------------------------------------------

    /// Asks for the gradient of this tensor: what is computed from it from now on is recorded.
    ///
    /// @return this tensor
    public Tensor withGradient() {
        requireFloats("withGradient");
        if (variable == null) {
            variable = new Gradients.Variable(null);
        }
        return this;
    }

    /// Whether operations on this tensor are recorded.
    public boolean tracked() {
        return variable != null;
    }

    /// The gradient the last backward passes left here; null before the first and after [#clearGradient].
    public Tensor gradient() {
        return variable == null || variable.stale ? null : variable.gradient;
    }

    /// Forgets the gradient, keeping its memory for the next pass.
    public void clearGradient() {
        if (variable != null) {
            variable.stale = true;
        }
    }

    /// Computes the gradient of this scalar with respect to everything tracked it was computed from,
    /// and adds it to their [#gradient]. Consumes the recorded graph.
    ///
    /// @throws ShapeException        if this is not a single element
    /// @throws IllegalStateException if nothing it was computed from is tracked, or the graph was consumed
    ///                               before
    public void backward() {
        if (size() != 1) {
            throw new ShapeException("backward() starts at a scalar, found shape " + shape
                    + "; reduce it first, or give the gradient of the result");
        }
        backward(full(1, shape.extents()));
    }

    /// As [#backward()], from a result of any shape whose own gradient is given.
    public void backward(Tensor gradientOfThis) {
        if (variable == null) {
            throw new IllegalStateException("nothing this was computed from asked for gradients (withGradient)");
        }
        if (!gradientOfThis.shape.equals(shape)) {
            throw new ShapeException("gradient %s of a result %s".formatted(gradientOfThis.shape, shape));
        }
        Gradients.run(this, gradientOfThis.copy());
    }

    /// The same values, untracked; shares memory.
    public Tensor detach() {
        return new Tensor(storage, offset, shape, type);
    }

    /// Stops recording on this thread until closed: evaluation and generation with parameters that are
    /// tracked.
    public static NoGradients withoutGradients() {
        var thread = ThreadState.current();
        boolean before = thread.recording;
        thread.recording = false;
        return () -> thread.recording = before;
    }

    /// Closing it resumes what was before.
    @FunctionalInterface
    public interface NoGradients extends AutoCloseable {
        @Override
        void close();
    }

    // ---- arithmetic
    // ------------------------------------------------------------------------------------------------

    /// `this + other`, broadcast.
    public Tensor plus(Tensor other) {
        return Pointwise.binary(BinaryOp.ADD, this, other);
    }

    /// `this + value`.
    public Tensor plus(float value) {
        return Pointwise.affine(this, 1, value);
    }

    /// `this − other`, broadcast.
    public Tensor minus(Tensor other) {
        return Pointwise.binary(BinaryOp.SUBTRACT, this, other);
    }

    /// `this − value`.
    public Tensor minus(float value) {
        return Pointwise.affine(this, 1, -value);
    }

    /// `this · other` element by element, broadcast.
    public Tensor times(Tensor other) {
        return Pointwise.binary(BinaryOp.MULTIPLY, this, other);
    }

    /// `this · value`.
    public Tensor times(float value) {
        return Pointwise.affine(this, value, 0);
    }

    /// `this / other`, broadcast.
    public Tensor dividedBy(Tensor other) {
        return Pointwise.binary(BinaryOp.DIVIDE, this, other);
    }

    /// `this / value`.
    public Tensor dividedBy(float value) {
        return Pointwise.affine(this, 1 / value, 0);
    }

    /// `this ^ exponent`, broadcast; the gradient of the exponent needs a positive base.
    public Tensor pow(Tensor exponent) {
        return Pointwise.binary(BinaryOp.POWER, this, exponent);
    }

    /// `this ^ exponent`.
    public Tensor pow(float exponent) {
        return Pointwise.power(this, exponent);
    }

    /// The larger of each pair, broadcast; equal elements share the gradient equally.
    public Tensor maximum(Tensor other) {
        return Pointwise.binary(BinaryOp.MAXIMUM, this, other);
    }

    /// The smaller of each pair, broadcast; equal elements share the gradient equally.
    public Tensor minimum(Tensor other) {
        return Pointwise.binary(BinaryOp.MINIMUM, this, other);
    }

    /// `min(max(this, low), high)`; outside the bounds the gradient is 0.
    public Tensor clamp(float low, float high) {
        return Pointwise.clamp(this, low, high);
    }

    /// 1 where `this > other`, else 0, broadcast; no gradient.
    public Tensor greater(Tensor other) {
        return Pointwise.compare(BinaryOp.GREATER, this, other);
    }

    /// 1 where `this ≥ other`, else 0, broadcast; no gradient.
    public Tensor greaterOrEqual(Tensor other) {
        return Pointwise.compare(BinaryOp.GREATER_OR_EQUAL, this, other);
    }

    /// 1 where `this < other`, else 0, broadcast; no gradient.
    public Tensor less(Tensor other) {
        return Pointwise.compare(BinaryOp.LESS, this, other);
    }

    /// 1 where `this ≤ other`, else 0, broadcast; no gradient.
    public Tensor lessOrEqual(Tensor other) {
        return Pointwise.compare(BinaryOp.LESS_OR_EQUAL, this, other);
    }

    /// 1 where `this = other`, else 0, broadcast; no gradient.
    public Tensor equalTo(Tensor other) {
        return Pointwise.compare(BinaryOp.EQUAL, this, other);
    }

    /// 1 where `this ≠ other`, else 0, broadcast; no gradient.
    public Tensor notEqualTo(Tensor other) {
        return Pointwise.compare(BinaryOp.NOT_EQUAL, this, other);
    }

    /// Where this condition is not 0 the element of `yes`, else of `no`; all three broadcast.
    public Tensor where(Tensor yes, Tensor no) {
        return Pointwise.where(this, yes, no);
    }

    // ---- functions
    // -------------------------------------------------------------------------------------------------

    public Tensor negate() {
        return Pointwise.unary(UnaryOp.NEGATE, this);
    }

    /// `|x|`; the gradient at 0 is 0.
    public Tensor abs() {
        return Pointwise.unary(UnaryOp.ABS, this);
    }

    public Tensor exp() {
        return Pointwise.unary(UnaryOp.EXP, this);
    }

    /// Natural logarithm.
    public Tensor log() {
        return Pointwise.unary(UnaryOp.LOG, this);
    }

    public Tensor tanh() {
        return Pointwise.unary(UnaryOp.TANH, this);
    }

    /// `1 / (1 + e⁻ˣ)`.
    public Tensor sigmoid() {
        return Pointwise.unary(UnaryOp.SIGMOID, this);
    }

    /// The error function `2/√π ∫₀ˣ e^(−t²) dt`.
    public Tensor erf() {
        return Pointwise.unary(UnaryOp.ERF, this);
    }

    public Tensor sin() {
        return Pointwise.unary(UnaryOp.SIN, this);
    }

    public Tensor cos() {
        return Pointwise.unary(UnaryOp.COS, this);
    }

    public Tensor sqrt() {
        return Pointwise.unary(UnaryOp.SQRT, this);
    }

    /// `1/√x`.
    public Tensor rsqrt() {
        return Pointwise.unary(UnaryOp.RSQRT, this);
    }

    public Tensor square() {
        return Pointwise.unary(UnaryOp.SQUARE, this);
    }

    /// `1/x`.
    public Tensor reciprocal() {
        return Pointwise.unary(UnaryOp.RECIPROCAL, this);
    }

    /// `max(x, 0)`; the gradient at 0 is 0.
    public Tensor relu() {
        return Pointwise.unary(UnaryOp.RELU, this);
    }

    /// `x/2 · (1 + erf(x/√2))`, the exact form (Hendrycks & Gimpel 2016, arXiv:1606.08415).
    public Tensor gelu() {
        return Pointwise.unary(UnaryOp.GELU, this);
    }

    /// `x/2 · (1 + tanh(√(2/π)(x + 0.044715x³)))`, the form GPT-2 uses.
    public Tensor geluTanh() {
        return Pointwise.unary(UnaryOp.GELU_TANH, this);
    }

    /// `x · sigmoid(x)`.
    public Tensor silu() {
        return Pointwise.unary(UnaryOp.SILU, this);
    }

    /// `log(1 + eˣ)`.
    public Tensor softplus() {
        return Pointwise.unary(UnaryOp.SOFTPLUS, this);
    }

    /// Gated linear units (Shazeer 2020, arXiv:2002.05202): `[…, 2f] → […, f]`, the activation of the
    /// first half of each row times the second half.
    ///
    /// @throws ShapeException if the last extent is odd
    public Tensor gated(Gate gate) {
        return Pointwise.gated(gate, this);
    }

    /// Zeroes a fraction `p` of the elements and scales the others by `1/(1−p)`; `p = 0` returns this tensor.
    ///
    /// @throws IllegalArgumentException unless `0 ≤ p < 1`
    public Tensor dropout(float p, RandomSource random) {
        return Pointwise.dropout(this, p, random);
    }

    // ---- reductions: over the given axes, or over all when none is given
    // ----------------------------------------------

    /// Sum; the reduced axes disappear.
    public Tensor sum(int... axes) {
        return Reduction.sum(this, axes, false);
    }

    /// Sum over one axis, which stays with extent 1.
    public Tensor sumKeeping(int... axes) {
        return Reduction.sum(this, axes, true);
    }

    /// Arithmetic mean.
    public Tensor mean(int... axes) {
        return Reduction.mean(this, axes, false);
    }

    /// Arithmetic mean; the reduced axes stay with extent 1.
    public Tensor meanKeeping(int... axes) {
        return Reduction.mean(this, axes, true);
    }

    /// Largest element; equal ones share the gradient equally.
    public Tensor max(int... axes) {
        return Reduction.extreme(this, axes, Backend.Reductions.Kind.MAX);
    }

    /// Smallest element; equal ones share the gradient equally.
    public Tensor min(int... axes) {
        return Reduction.extreme(this, axes, Backend.Reductions.Kind.MIN);
    }

    /// The largest of each `pieces` neighbours (Goodfellow et al. 2013, arXiv:1302.4389): `[…, pieces·l] →
    /// […, l]`. Of equal ones the first has the gradient.
    ///
    /// @throws ShapeException if the last extent is not a multiple of `pieces`
    public Tensor maxout(int pieces) {
        return Reduction.maxout(this, pieces);
    }

    /// Mean squared deviation from the mean (divided by n, not n−1).
    public Tensor variance(int... axes) {
        return Reduction.variance(this, axes);
    }

    /// `log Σ eˣ`, without overflow.
    public Tensor logSumExp(int... axes) {
        return Reduction.logSumExp(this, axes);
    }

    /// Index (I32) of the first largest element along an axis; no gradient.
    public Tensor argmax(int axis) {
        return Reduction.argmax(this, axis);
    }

    /// Running sums along an axis.
    public Tensor cumulativeSum(int axis) {
        return Reduction.cumulativeSum(this, axis);
    }

    // ---- products
    // --------------------------------------------------------------------------------------------------

    /// Matrix product `[…, m, k] × […, k, n] → […, m, n]`; leading axes broadcast.
    public Tensor matmul(Tensor other) {
        return Product.matmul(this, false, other, false);
    }

    /// Matrix product with either operand transposed in its last two axes.
    public Tensor matmul(boolean transposeThis, Tensor other, boolean transposeOther) {
        return Product.matmul(this, transposeThis, other, transposeOther);
    }

    /// `x wᵀ + bias`: `[…, in] → […, out]` with `weight` `[out, in]` and `bias` `[out]` or null.
    public Tensor linear(Tensor weight, Tensor bias) {
        return Product.linear(this, weight, bias);
    }

    // ---- rows: normalisation, softmax, loss
    // --------------------------------------------------------------------------

    /// `(x − mean) / √(variance + ε) · weight + bias` over the last axis (Ba et al. 2016, arXiv:1607.06450).
    ///
    /// @param weight `[width]`
    /// @param bias   `[width]`, or null
    public Tensor layerNorm(Tensor weight, Tensor bias, float epsilon) {
        return Normalization.normalize(this, weight, bias, epsilon, true);
    }

    /// `x / √(mean(x²) + ε) · weight` over the last axis (Zhang & Sennrich 2019, arXiv:1910.07467).
    public Tensor rmsNorm(Tensor weight, float epsilon) {
        return Normalization.normalize(this, weight, null, epsilon, false);
    }

    /// `this + branch` and its layer normalisation, in one pass over memory.
    public Normalized addLayerNorm(Tensor branch, Tensor weight, Tensor bias, float epsilon) {
        return Normalization.addAndNormalize(this, branch, weight, bias, epsilon, true);
    }

    /// `this + branch` and its root-mean-square normalisation, in one pass over memory.
    public Normalized addRmsNorm(Tensor branch, Tensor weight, float epsilon) {
        return Normalization.addAndNormalize(this, branch, weight, null, epsilon, false);
    }

    /// A residual sum and what normalising it gave.
    public record Normalized(Tensor sum, Tensor normalized) {}

    /// `eˣ / Σ eˣ` along an axis.
    public Tensor softmax(int axis) {
        return Loss.softmax(this, axis);
    }

    /// `x − log Σ eˣ` along an axis.
    public Tensor logSoftmax(int axis) {
        return Loss.logSoftmax(this, axis);
    }

    /// Negative log-likelihood in nats of `targets` (I32, `[…]`) under these logits `[…, classes]`; the
    /// probabilities are never stored. If no target counts, the loss is 0.
    ///
    /// @throws IndexOutOfBoundsException if a target that counts is no class
    public Tensor crossEntropy(Tensor targets, CrossEntropy how) {
        return Loss.crossEntropy(this, targets, how);
    }

    // ---- attention
    // -------------------------------------------------------------------------------------------------

    /// Scaled dot-product attention (Vaswani et al. 2017, section 3.2.1) of these queries `[batch,
    /// queries, heads, width]` over `keys` and `values` `[batch, keys, kvHeads, width]`, in one pass
    /// that never holds the matrix of scores (Dao et al. 2022). Query head h reads key/value head `h /
    /// (heads/kvHeads)` (Ainslie et al. 2023). A query that sees nothing gets zeros.
    ///
    /// @return `[batch, queries, heads, width]`
    /// @throws ShapeException if heads is not a multiple of kvHeads, or extents disagree
    public Tensor attention(Tensor keys, Tensor values, AttentionOptions options) {
        return Attention.attention(this, keys, values, options);
    }

    /// The same of each row of these queries `[batch, queries, heads, width]` over what is kept of its
    /// sequence; needs the end of each ([AttentionOptions#withKeys]). A row's result has the same bits
    /// whatever else is in the batch. No gradients.
    ///
    /// @return `[batch, queries, heads, width]`
    public Tensor attention(KeyValues[] sequences, AttentionOptions options) {
        return Attention.cachedAttention(this, sequences, options);
    }

    /// Attention of a sequence over itself, with query, key and value heads side by side as one
    /// projection makes them: `[batch, tokens, heads + 2·kvHeads, width] → [batch, tokens, heads,
    /// width]`.
    public Tensor selfAttention(int heads, int kvHeads, AttentionOptions options) {
        return Attention.selfAttention(this, heads, kvHeads, options);
    }

    /// Attention with additive scores (Bahdanau et al. 2015, arXiv:1409.0473, appendix A.1.2) of these
    /// queries `[batch, width]`, one a row: weights `softmax_j(weight · tanh(query + key_j))`, and the
    /// values so weighted.
    ///
    /// @param keys    `[batch, keys, width]`
    /// @param values  `[batch, keys, valueWidth]`
    /// @param weight  `[width]`
    /// @param lengths how many keys of each row count, at least 1; at others the weight is 0. null: all count
    public Attended additiveAttention(Tensor keys, Tensor values, Tensor weight, int[] lengths) {
        return AdditiveAttention.attend(this, keys, values, weight, lengths);
    }

    /// What attention found, `[batch, valueWidth]`, and the weights it found it with, `[batch, keys]`.
    public record Attended(Tensor mixed, Tensor weights) {}

    /// Rotary position embedding of the first `heads` heads of `[batch, tokens, allHeads, width]`; other
    /// heads pass.
    ///
    /// @param positions I32, `[tokens]` or `[batch, tokens]`
    /// @throws IndexOutOfBoundsException if the table has no such position
    public Tensor rotary(int heads, RotaryTable table, Tensor positions) {
        return Rotary.rotary(this, heads, table, positions);
    }

    // ---- recurrence
    // ----------------------------------------------------------------------------------------------

    /// A gated recurrent unit (Cho et al. 2014, arXiv:1406.1078) over all times: `z = σ(x_z + U_z h)`, `r =
    /// σ(x_r + U_r h)`, the candidate `h̃ = tanh(x + U(r ∘ h))`, and the next state between `h` and `h̃` as
    /// `z` says. [GruOptions] has the other conventions. These are the inputs' parts `x_z, x_r, x` side by
    /// side, `[time, batch, 3n]`: what does not depend on the state is best computed for all times at once.
    ///
    /// @param start  the state before the first time, `[batch, n]`
    /// @param weight `U_z`, `U_r` and `U` one below the other, `[3n, n]`
    /// @param bias   of `U h` with the reset gate after that product, `[n]`; else null
    /// @return the state after each time, `[time, batch, n]`
    public Tensor gru(Tensor start, Tensor weight, Tensor bias, GruOptions how) {
        return Recurrence.gru(this, start, weight, bias, how);
    }

    // ---- convolution
    // -----------------------------------------------------------------------------------------------

    /// One-dimensional convolution (cross-correlation, as the field has it): `[batch, in, time] → [batch,
    /// out, time′]`.
    ///
    /// @param weight `[out, in/groups, taps]`
    /// @param bias   `[out]`, or null
    public Tensor conv1d(Tensor weight, Tensor bias, ConvolutionOptions how) {
        return Convolution.conv1d(this, weight, bias, how);
    }

    /// Cuts images into patches and projects each (Dosovitskiy et al. 2021, arXiv:2010.11929, equation 1):
    /// `[batch, channels, height, width] → [batch, patches, out]`, patches row by row.
    ///
    /// @param weight `[out, channels, patch height, patch width]`
    /// @param bias   `[out]`, or null
    public Tensor patches(Tensor weight, Tensor bias) {
        return Convolution.patches(this, weight, bias);
    }

    /// Causal convolution with a filter per channel as long as the input, in `O(time · log time)` (Poli
    /// et al. 2023, arXiv:2302.10866, section 2): `[batch, channels, time] → [batch, channels, time]`.
    ///
    /// @param filter `[channels, taps]`
    public Tensor fftConvolution(Tensor filter) {
        return Convolution.causalFft(this, filter);
    }

    // ---- layout
    // ----------------------------------------------------------------------------------------------------

    /// The same elements in another shape of the same size; one extent may be -1, to be worked out. Shares
    /// memory.
    public Tensor reshape(int... extents) {
        return Layout.reshape(this, extents);
    }

    /// Copies with the axes in the given order.
    public Tensor permute(int... order) {
        return Layout.permute(this, order);
    }

    /// Copies with two axes exchanged.
    public Tensor transpose(int axis, int other) {
        return Layout.transpose(this, axis, other);
    }

    /// Elements `from..to-1` along an axis; shares memory when the axis is the first.
    public Tensor slice(int axis, int from, int to) {
        return Layout.slice(this, axis, from, to);
    }

    /// Cuts along an axis into pieces of the given extents.
    public Tensor[] split(int axis, int... extents) {
        return Layout.split(this, axis, extents);
    }

    /// Joins along an axis; all other extents must agree.
    public static Tensor concat(int axis, Tensor... parts) {
        return Layout.concat(axis, parts);
    }

    /// Adds `before` and `after` elements of `value` along an axis.
    public Tensor pad(int axis, int before, int after, float value) {
        return Layout.pad(this, axis, before, after, value);
    }

    /// Repeats the whole tensor `times` along an axis: `[a b] → [a b a b]`.
    public Tensor repeat(int axis, int times) {
        return Layout.repeat(this, axis, times);
    }

    /// Copies, stretched to a shape this one broadcasts to.
    public Tensor broadcastTo(int... extents) {
        return Layout.broadcastTo(this, Shape.of(extents));
    }

    /// A copy in the innermost scope.
    public Tensor copy() {
        return Layout.copy(this);
    }

    /// The last two axes with everything above the `diagonal` (0 main, 1 the one above it, …) set to 0.
    public Tensor lowerTriangle(int diagonal) {
        return Layout.triangle(this, diagonal, true);
    }

    /// The last two axes with everything below the `diagonal` set to 0.
    public Tensor upperTriangle(int diagonal) {
        return Layout.triangle(this, diagonal, false);
    }

    // ---- indexing
    // --------------------------------------------------------------------------------------------------

    /// Rows of this table `[rows, width]` by `ids` (I32, any shape): `[…, width]`.
    ///
    /// @throws IndexOutOfBoundsException if an id is not a row; names id, place and rows
    public Tensor embedding(Tensor ids) {
        return Indexing.embedding(this, ids);
    }

    /// The slices at `ids` (I32, rank 1) along an axis.
    public Tensor indexSelect(int axis, Tensor ids) {
        return Indexing.indexSelect(this, axis, ids);
    }

    /// `out[i, j, k] = this[i, index[i, j, k], k]` for axis 1, and likewise for any axis and rank;
    /// extents of `index` (I32) other than along the axis equal this tensor's.
    public Tensor gather(int axis, Tensor index) {
        return Indexing.gather(this, axis, index);
    }

    /// This tensor with `source[i, j, k]` added at `[i, index[i, j, k], k]` for axis 1, and likewise for any
    /// axis.
    public Tensor scatterAdd(int axis, Tensor index, Tensor source) {
        return Indexing.scatterAdd(this, axis, index, source);
    }

    /// The `k` largest along the last axis, in falling order, and where they stood.
    public Ranked topK(int k) {
        return Indexing.ranked(this, k, true);
    }

    /// The last axis sorted, and where each element stood; equal elements keep their order.
    public Ranked sort(boolean descending) {
        return Indexing.ranked(this, rank() == 0 ? 1 : extent(-1), descending);
    }

    /// Elements in order, and their indices (I32) along the last axis.
    public record Ranked(Tensor values, Tensor indices) {}

    // ---- inside the engine
    // -----------------------------------------------------------------------------------------

    Storage storage() {
        return storage;
    }

    /// Where this tensor's first element stands in its storage.
    int offset() {
        return offset;
    }

    float[] floats() {
        return ((Storage.Floats) live()).array();
    }

    int[] ints() {
        return ((Storage.Ints) live()).array;
    }

    PackedWeights packed() {
        return ((Storage.Packed) live()).weights;
    }

    private Storage live() {
        if (storage.released()) {
            throw new IllegalStateException("tensor " + shape + " was used after its scope closed;"
                    + " Scope.keep(tensor) lets it out, item() and toArray() copy its values");
        }
        return storage;
    }

    void requireFloats(String operation) {
        if (type != ElementType.F32) {
            throw new IllegalArgumentException(operation + " wants float elements, found " + type + " " + shape);
        }
    }

    /// Packed weights are looked up and multiplied with, and nothing else.
    void requireElements(String operation) {
        if (type == ElementType.PACKED) {
            throw new IllegalArgumentException(
                    operation + " wants elements of their own, found packed weights " + shape);
        }
    }

    void requireInts(String operation) {
        if (type != ElementType.I32) {
            throw new IllegalArgumentException(operation + " wants integer indices, found " + type + " " + shape);
        }
    }

    /// Shape, and the first few elements.
    @Override
    public String toString() {
        if (storage.released()) {
            return "Tensor" + shape + " (its scope has closed)";
        }
        var text = new StringBuilder("Tensor").append(shape).append(" {");
        int shown = Math.min(size(), type == ElementType.PACKED ? 1 : 8);
        for (int i = 0; i < shown; i++) {
            text.append(i == 0 ? "" : ", ");
            switch (type) {
                case F32 -> text.append(floats()[offset + i]);
                case I32 -> text.append(ints()[offset + i]);
                case PACKED -> text.append("packed");
            }
        }
        return text.append(shown < size() ? ", …}" : "}").toString();
    }
}
