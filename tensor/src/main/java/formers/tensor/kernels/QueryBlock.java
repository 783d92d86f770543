package formers.tensor.kernels;

import static formers.tensor.kernels.VectorMath.L;
import static formers.tensor.kernels.VectorMath.load;

import java.util.Arrays;

/// Up to 64 queries of one head, and what is summed for them while block after block of keys passes by.
final class QueryBlock {

    /// Below every score that counts, and finite, so that a difference of two is a number.
    private static final float NOTHING_YET = -1e30f;

    private static final float LN_2 = (float) Math.log(2);

    /// `scale·q`, as many panels side by side as the width of a head needs; so are the other panels here.
    final float[] rows;

    /// `scale·log₂e·q`, a row per channel.
    final float[] across;

    /// Output, or the gradient of the queries divided by the scale.
    final float[] result;

    final float[] outGradients;
    final float[] outGradientsAcross;

    // One element per query; scores, and the logarithms read in the backward pass, are in powers of two.
    final float[] largest = new float[Panels.STRIDE];
    final float[] sum = new float[Panels.STRIDE];
    final float[] rescale = new float[Panels.STRIDE];
    final float[] logSumExp = new float[Panels.STRIDE];
    final float[] mean = new float[Panels.STRIDE];

    int head;
    int query;
    int queries;

    /// First key and one past the last key that any of the queries sees.
    int firstKey;

    int endKey;

    QueryBlock(int size) {
        rows = new float[size];
        across = new float[size];
        result = new float[size];
        outGradients = new float[size];
        outGradientsAcross = new float[size];
    }

    void start(AttentionShape shape, Heads q, int b, int newHead, int newQuery) {
        int width = shape.width();
        head = newHead;
        query = newQuery;
        queries = Math.min(Panels.STRIDE, shape.queries() - query);
        firstKey = shape.firstKey(b, query);
        endKey = shape.endKey(b, query + queries - 1);
        PanelRows.read(queries, width, shape.scale(), q.array(), q.at(b, query, head, width), q.rowStride(), rows);
        PanelRows.transpose(queries, width, PowerOfTwo.LOG2_E, rows, across);
        Arrays.fill(result, 0, Panels.count(width) * Panels.SIZE, 0);
        Arrays.fill(largest, NOTHING_YET);
        Arrays.fill(sum, 0);
    }

    /// Natural logarithms of the sums of the exponentials of the scores; −∞ where there was none.
    void finishLogSumExp() {
        for (int c = 0; c < queries; c += L) {
            var natural = load(largest, c).mul(LN_2);
            natural.add(VectorMath.log(load(sum, c))).intoArray(logSumExp, c);
        }
    }

    /// What the backward pass needs besides: the output's gradient, and of each query the log-sum-exp and Σ
    /// dOut·out.
    void startBackward(AttentionShape shape, Heads out, Heads dOut, int b, float[] logSumExps, int at) {
        int width = shape.width();
        int go = dOut.at(b, query, head, width);
        PanelRows.read(queries, width, 1, dOut.array(), go, dOut.rowStride(), outGradients);
        PanelRows.transpose(queries, width, 1, outGradients, outGradientsAcross);
        // A column without a query, like a query that sees nothing, gets probability 0 everywhere.
        Arrays.fill(logSumExp, Float.POSITIVE_INFINITY);
        Arrays.fill(mean, 0);
        for (int i = 0; i < queries; i++) {
            float total = logSumExps[at + shape.row(b, head, query + i)];
            if (total != Float.NEGATIVE_INFINITY) {
                logSumExp[i] = total * PowerOfTwo.LOG2_E;
            }
            mean[i] = PanelRows.dot(
                    width, dOut.array(), go + i * dOut.rowStride(), out.array(), out.at(b, query + i, head, width));
        }
    }

    /// The panel of scores of these queries and the keys from `key` on; null if none of them sees any.
    ScorePanel scores(AttentionShape shape, int b, int key) {
        int rows = Math.min(Panels.STRIDE, endKey - key);
        boolean visible = rows > 0 && key + rows > firstKey;
        return visible ? new ScorePanel(shape, b, head, query, queries, key, rows) : null;
    }
}
