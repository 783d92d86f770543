package formers.tensor.kernels;

import static formers.tensor.kernels.VectorMath.F;
import static formers.tensor.kernels.VectorMath.L;
import static formers.tensor.kernels.VectorMath.load;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// One panel of scores: rows are the keys from `key` on, columns the queries from `query` on of one head of one
/// sequence. Scores are in powers of two: natural ones times `log₂ e`.
///
/// @param rows    keys
/// @param queries of which columns have a meaning; the rest, up to whole vectors, only must not disturb
record ScorePanel(AttentionShape shape, int batch, int head, int query, int queries, int key, int rows) {

    private static final FloatVector LANES = FloatVector.zero(F).addIndex(1);
    private static final int FAR = 1 << 20;

    int columns() {
        return Panels.wholeVectors(queries);
    }

    /// Row r has nothing visible in the columns before `r + lag`.
    int lag() {
        return shape.causal() ? key - shape.position(batch, query) : -FAR;
    }

    /// Rows that matter in the columns up to `column`: later ones are hidden from all of them. Whole register
    /// tiles, since products read their four rows together.
    int rowsSeenFrom(int column) {
        return Math.min(rows, Math.ceilDiv(Math.max(0, column + 1 - lag()), Panels.ROWS) * Panels.ROWS);
    }

    /// Writes what is added to the scores, −∞ for hidden ones, so that a product can be summed on top.
    void bias(float[] panel) {
        if (shape.slopes() == null) {
            Arrays.fill(panel, 0, rows * Panels.STRIDE, 0);
        } else {
            distances(shape.slopes()[head] * PowerOfTwo.LOG2_E, panel);
        }
        if (shape.mask() != null) {
            addMask(shape.mask(), panel);
        }
        hide(panel);
    }

    private void distances(float slope, float[] panel) {
        int columns = columns();
        int ahead = key - shape.position(batch, query);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c += L) {
                LANES.neg().add(ahead + r - c).mul(slope).intoArray(panel, r * Panels.STRIDE + c);
            }
        }
    }

    private void addMask(AttentionMask mask, float[] panel) {
        float[] added = mask.array();
        for (int c = 0; c < queries; c++) {
            int from = mask.row(batch, head, query + c) + key;
            for (int r = 0; r < rows; r++) {
                panel[r * Panels.STRIDE + c] += added[from + r] * PowerOfTwo.LOG2_E;
            }
        }
    }

    private void hide(float[] panel) {
        int columns = columns();
        int ahead = key - shape.position(batch, query);
        if (shape.causal()) {
            for (int r = Math.max(0, 1 - ahead); r < rows; r++) {
                int at = r * Panels.STRIDE;
                Arrays.fill(panel, at, at + Math.min(columns, ahead + r), Float.NEGATIVE_INFINITY);
            }
        }
        if (shape.window() > 0) {
            for (int r = 0; r < rows; r++) {
                int from = Math.max(0, ahead + r + shape.window());
                if (from < columns) {
                    int at = r * Panels.STRIDE;
                    Arrays.fill(panel, at + from, at + columns, Float.NEGATIVE_INFINITY);
                }
            }
        }
    }

    /// `scores = c·tanh(uncapped/c) + scores`, and `uncapped = 1 − tanh²`, the slope of the cap.
    void cap(float[] uncapped, float[] scores) {
        int columns = columns();
        float cap = shape.softCap() * PowerOfTwo.LOG2_E;
        for (int r = 0; r < rows; r++) {
            for (int at = r * Panels.STRIDE; at < r * Panels.STRIDE + columns; at += L) {
                var squashed = PowerOfTwo.tanh(load(uncapped, at).mul(1 / cap));
                squashed.mul(cap).add(FloatVector.fromArray(F, scores, at)).intoArray(scores, at);
                squashed.neg().fma(squashed, FloatVector.broadcast(F, 1)).intoArray(uncapped, at);
            }
        }
    }
}
