package formers.tensor.kernels;

import formers.tensor.threads.Threads;
import java.util.Arrays;

/// Attention row by row, as it is defined; only the scores of one query are held at a time.
final class ScalarAttention implements AttentionKernels {

    @Override
    public void forward(AttentionShape shape, Heads q, HeadRows k, HeadRows v, Heads out, float[] logSumExp, int at) {
        Threads.forEach(shape.batch() * shape.heads(), task -> {
            var row = new Row(shape, task / shape.heads(), task % shape.heads());
            var keys = row.read(k);
            var values = row.read(v);
            for (int i = 0; i < shape.queries(); i++) {
                double total = row.forward(i, q, keys, values, out);
                if (logSumExp != null) {
                    logSumExp[at + shape.row(row.b, row.head, i)] = (float) total;
                }
            }
        });
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
        Threads.forEach(shape.batch() * shape.kvHeads(), task -> {
            int b = task / shape.kvHeads();
            int kvHead = task % shape.kvHeads();
            for (int j = 0; j < shape.keys(); j++) {
                clear(dk, dk.at(b, j, kvHead, shape.width()), shape.width());
                clear(dv, dv.at(b, j, kvHead, shape.width()), shape.width());
            }
            for (int head = kvHead * shape.group(); head < (kvHead + 1) * shape.group(); head++) {
                var row = new Row(shape, b, head);
                for (int i = 0; i < shape.queries(); i++) {
                    row.backward(i, q, k, v, out, logSumExp[at + shape.row(b, head, i)], dOut, dq, dk, dv);
                }
            }
        });
    }

    private static void clear(Heads heads, int at, int width) {
        Arrays.fill(heads.array(), at, at + width, 0);
    }

    private static float dot(float[] a, int ao, float[] b, int bo, int n) {
        float sum = 0;
        for (int i = 0; i < n; i++) {
            sum += a[ao + i] * b[bo + i];
        }
        return sum;
    }

    private static void addScaled(float factor, float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] += factor * x[xo + i];
        }
    }

    /// One query head of one sequence, query by query.
    private static final class Row {
        final AttentionShape shape;
        final int b;
        final int head;
        private final int kvHead;
        private final int width;
        private final float[] scores;
        private final float[] slopes; // of the soft cap
        private final float[] kept;

        Row(AttentionShape shape, int b, int head) {
            this.shape = shape;
            this.b = b;
            this.head = head;
            kvHead = head / shape.group();
            width = shape.width();
            scores = new float[shape.keys()];
            slopes = new float[shape.softCap() > 0 ? shape.keys() : 0];
            kept = new float[shape.dropout() == null ? 0 : shape.keys()];
        }

        /// The keys or values of this row's key head, of all batches and heads as the formulas count them.
        Heads read(HeadRows rows) {
            if (rows instanceof Heads floats) {
                return floats;
            }
            var scratch = new float[shape.keys() * width];
            int end = shape.keyEnd() == null ? shape.keys() : shape.keyEnd()[b];
            var own = rows.read(b, 0, end, kvHead, 1, width, scratch);
            return new Heads(own.array(), own.offset() - kvHead * width, 0, own.rowStride());
        }

        /// Scores of the visible keys `from..to-1`, and the factors of dropout.
        private void score(int i, int from, int to, Heads q, Heads k) {
            int query = q.at(b, i, head, width);
            int position = shape.position(b, i);
            for (int j = from; j < to; j++) {
                float score = shape.scale() * dot(q.array(), query, k.array(), k.at(b, j, kvHead, width), width);
                if (shape.softCap() > 0) {
                    float squashed = (float) Math.tanh(score / shape.softCap());
                    score = shape.softCap() * squashed;
                    slopes[j] = 1 - squashed * squashed;
                }
                if (shape.slopes() != null) {
                    score += shape.slopes()[head] * (j - position);
                }
                if (shape.mask() != null) {
                    score += shape.mask().array()[shape.mask().row(b, head, i) + j];
                }
                scores[j] = score;
            }
            if (shape.dropout() != null) {
                shape.dropout().factors(shape.row(b, head, i), from, to, kept, from);
            }
        }

        /// Writes one row of the result; returns the log of the sum of exponentials.
        double forward(int i, Heads q, Heads k, Heads v, Heads out) {
            int to = shape.endKey(b, i);
            int from = shape.firstKey(b, i);
            int result = out.at(b, i, head, width);
            clear(out, result, width);
            score(i, from, to, q, k);
            float largest = Float.NEGATIVE_INFINITY;
            for (int j = from; j < to; j++) {
                largest = Math.max(largest, scores[j]);
            }
            if (largest == Float.NEGATIVE_INFINITY) {
                return largest;
            }
            double sum = 0;
            for (int j = from; j < to; j++) {
                scores[j] = (float) Math.exp(scores[j] - largest);
                sum += scores[j];
            }
            for (int j = from; j < to; j++) {
                float p = (float) (scores[j] / sum);
                p = shape.dropout() == null ? p : p * kept[j];
                addScaled(p, v.array(), v.at(b, j, kvHead, width), out.array(), result, width);
            }
            return largest + Math.log(sum);
        }

        /// With P the probabilities, M the factors of dropout and D = Σ dOut·out (Dao et al. 2022, appendix
        /// B.2): dV = (P∘M)ᵀ dOut, dS = P∘(M∘(dOut Vᵀ) − D), dQ = scale·dS K, dK = scale·dSᵀ Q.
        void backward(
                int i,
                Heads q,
                Heads k,
                Heads v,
                Heads out,
                float logSumExp,
                Heads dOut,
                Heads dq,
                Heads dk,
                Heads dv) {
            int query = q.at(b, i, head, width);
            int gradient = dOut.at(b, i, head, width);
            int dQuery = dq.at(b, i, head, width);
            clear(dq, dQuery, width);
            if (logSumExp == Float.NEGATIVE_INFINITY) {
                return;
            }
            int to = shape.endKey(b, i);
            int from = shape.firstKey(b, i);
            score(i, from, to, q, k);
            float mean = dot(dOut.array(), gradient, out.array(), out.at(b, i, head, width), width);
            for (int j = from; j < to; j++) {
                float factor = shape.dropout() == null ? 1 : kept[j];
                float p = (float) Math.exp(scores[j] - logSumExp);
                int value = v.at(b, j, kvHead, width);
                float dp = factor * dot(dOut.array(), gradient, v.array(), value, width);
                addScaled(p * factor, dOut.array(), gradient, dv.array(), dv.at(b, j, kvHead, width), width);
                float ds = shape.scale() * p * (dp - mean) * (shape.softCap() > 0 ? slopes[j] : 1);
                addScaled(ds, k.array(), k.at(b, j, kvHead, width), dq.array(), dQuery, width);
                addScaled(ds, q.array(), query, dk.array(), dk.at(b, j, kvHead, width), width);
            }
        }
    }
}
