package formers.benchmarks;

/// A piece of work that every engine can be asked for, with its sizes. Operands are float32 and made by
/// [Inputs], so all engines compute the same thing and can be held to the same result.
sealed interface Workload {

    Cost cost();

    /// Whether each run is a step that lowers a loss.
    default boolean training() {
        return this instanceof TrainingStep || this instanceof TranslationStep;
    }

    /// `op(a) op(b)`, `[m, k] × [k, n]`, where a transposed operand is stored the other way round.
    record MatrixProduct(int m, int k, int n, boolean transposeA, boolean transposeB) implements Workload {
        @Override
        public Cost cost() {
            return Cost.arithmetic(2.0 * m * k * n);
        }
    }

    /// `w x`: one row of input through a weight `[rows, columns]`, as in generating a token.
    record MatrixVector(int rows, int columns) implements Workload {
        @Override
        public Cost cost() {
            return Cost.floats((double) rows * columns + columns, rows).withFlops(2.0 * rows * columns);
        }
    }

    /// Causal attention of one sequence; with `backward`, also the gradients of queries, keys and values.
    record Attention(int tokens, int heads, int headWidth, boolean backward) implements Workload {
        /// Forward two products over the visible half of the scores; backward five more, since the scores are not
        /// kept.
        @Override
        public Cost cost() {
            double product = 2.0 * heads * tokens * (tokens + 1) / 2 * headWidth;
            return Cost.arithmetic((backward ? 7 : 2) * product);
        }
    }

    /// Over rows of `width`, with scale and shift.
    record LayerNorm(int rows, int width) implements Workload {
        @Override
        public Cost cost() {
            double elements = (double) rows * width;
            return Cost.floats(elements, elements);
        }
    }

    /// Mean loss of `rows` targets and the gradient of the logits: forward reads the logits, backward
    /// reads them again and writes as many.
    record SoftmaxCrossEntropy(int rows, int classes) implements Workload {
        @Override
        public Cost cost() {
            double logits = (double) rows * classes;
            return Cost.floats(2 * logits, logits);
        }
    }

    /// The form with tanh, or the exact one with erf.
    record Gelu(int elements, boolean exact) implements Workload {
        @Override
        public Cost cost() {
            return Cost.floats(elements, elements);
        }
    }

    /// One step: reads parameter, gradient and two moments, writes all but the gradient.
    record AdamW(int elements, boolean fused) implements Workload {
        @Override
        public Cost cost() {
            return Cost.floats(4.0 * elements, 3.0 * elements);
        }
    }

    /// Causal convolution of `[batch, channels, time]` with a filter per channel as long as the input.
    record FftConvolution(int batch, int channels, int time) implements Workload {
        /// A real transform of length N takes `5/2 N log₂ N` operations, and N is twice the time
        /// against wrap-around: input there, filter there, result back.
        @Override
        public Cost cost() {
            double n = 2.0 * time;
            double transform = 2.5 * n * Math.log(n) / Math.log(2);
            double product = 6 * (n / 2);
            return Cost.arithmetic((2.0 * batch + 1) * channels * transform + (double) batch * channels * product);
        }
    }

    /// `a + b` of short vectors: what calling an operation costs.
    record Add(int elements) implements Workload {
        @Override
        public Cost cost() {
            return Cost.arithmetic(0); // nothing next to the call
        }
    }

    /// Forward, backward, clipping at norm 1 and AdamW of a GPT in GPT-2's form (pre-norm, learned
    /// positions, tanh GELU, biases, tied output) on `batch` sequences of `time` tokens.
    ///
    /// @param context rows of the table of positions, at least `time`
    record TrainingStep(int layers, int heads, int width, int context, int vocabulary, int batch, int time)
            implements Workload {
        /// The products with parameters and the visible half of attention; backward twice as many as forward.
        @Override
        public Cost cost() {
            double tokens = (double) batch * time;
            double products = 2 * tokens * (12.0 * layers * width * width + (double) vocabulary * width);
            double attention = (double) batch * layers * 2 * 2.0 * width * time * (time + 1) / 2;
            return Cost.arithmetic(3 * (products + attention));
        }
    }

    /// Forward, backward, clipping at norm 1 and Adam of the encoder-decoder of Vaswani et al. 2017 (post-norm,
    /// sinusoids, ReLU, one embedding, label smoothing 0.1, no dropout) on `batch` pairs that fill `source` and
    /// `target` tokens.
    ///
    /// @param hidden width inside the feed-forward networks
    record TranslationStep(
            int layers, int heads, int width, int hidden, int vocabulary, int batch, int source, int target)
            implements Workload {
        /// The products with parameters, and attention, of which the decoder's own is half visible; backward twice as
        /// many as forward.
        @Override
        public Cost cost() {
            double square = (double) width * width;
            double network = 2.0 * width * hidden;
            double sources = (double) batch * source;
            double targets = (double) batch * target;
            double products = 2 * layers * (sources * (6 * square + network) + targets * (6 * square + network))
                    + 2 * targets * vocabulary * width;
            double seen = (double) source * source + (double) target * source + target * (target + 1) / 2.0;
            double attention = (double) batch * layers * 2 * 2.0 * width * seen;
            return Cost.arithmetic(3 * (products + attention));
        }
    }
}
