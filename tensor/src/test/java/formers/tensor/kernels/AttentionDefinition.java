package formers.tensor.kernels;

/// Softmax attention as the papers write it, in double precision with the whole matrix of scores.
final class AttentionDefinition {

    private final AttentionShape shape;

    AttentionDefinition(AttentionShape shape) {
        this.shape = shape;
    }

    /// Dense operands `[batch, queries, heads, width]` and `[batch, keys, kvHeads, width]`.
    double[] forward(double[] q, double[] k, double[] v) {
        int width = shape.width();
        var out = new double[shape.batch() * shape.queries() * shape.heads() * width];
        for (int b = 0; b < shape.batch(); b++) {
            for (int i = 0; i < shape.queries(); i++) {
                for (int h = 0; h < shape.heads(); h++) {
                    int query = ((b * shape.queries() + i) * shape.heads() + h) * width;
                    var probabilities = softmax(scores(b, h, i, q, query, k));
                    for (int j = 0; j < shape.keys(); j++) {
                        double p = probabilities[j] * kept(b, h, i, j);
                        for (int d = 0; d < width; d++) {
                            out[query + d] += p * v[key(b, j, h) + d];
                        }
                    }
                }
            }
        }
        return out;
    }

    private int key(int b, int j, int h) {
        return ((b * shape.keys() + j) * shape.kvHeads() + h * shape.kvHeads() / shape.heads()) * shape.width();
    }

    private double[] scores(int b, int h, int i, double[] q, int query, double[] k) {
        var scores = new double[shape.keys()];
        for (int j = 0; j < scores.length; j++) {
            double score = 0;
            for (int d = 0; d < shape.width(); d++) {
                score += q[query + d] * k[key(b, j, h) + d];
            }
            score *= shape.scale();
            if (shape.softCap() > 0) {
                score = shape.softCap() * Math.tanh(score / shape.softCap());
            }
            int position = i + (shape.queryStart() == null ? 0 : shape.queryStart()[b]);
            if (shape.slopes() != null) {
                score += shape.slopes()[h] * (double) (j - position);
            }
            if (shape.mask() != null) {
                var mask = shape.mask();
                score += mask.array()[
                        mask.offset() + b * mask.batchStride() + h * mask.headStride() + i * mask.queryStride() + j];
            }
            boolean visible = (shape.keyStart() == null || j >= shape.keyStart()[b])
                    && (shape.keyEnd() == null || j < shape.keyEnd()[b])
                    && (!shape.causal() || j <= position)
                    && (shape.window() == 0 || j > position - shape.window());
            scores[j] = visible ? score : Double.NEGATIVE_INFINITY;
        }
        return scores;
    }

    private static double[] softmax(double[] scores) {
        double sum = 0;
        for (double score : scores) {
            sum += Math.exp(score);
        }
        var probabilities = new double[scores.length];
        for (int j = 0; j < scores.length; j++) {
            probabilities[j] = sum == 0 ? 0 : Math.exp(scores[j]) / sum;
        }
        return probabilities;
    }

    private double kept(int b, int h, int i, int j) {
        if (shape.dropout() == null) {
            return 1;
        }
        var words = new int[4];
        long row = (b * shape.heads() + h) * shape.queries() + i;
        Philox.block(
                ((long) (j / 4) << 32) + row,
                shape.dropout().stream(),
                shape.dropout().seed(),
                words,
                0,
                1);
        double uniform = (words[j % 4] >>> 8) * 0x1p-24;
        return uniform < shape.dropout().share()
                ? 0
                : 1 / (1 - (double) shape.dropout().share());
    }
}
