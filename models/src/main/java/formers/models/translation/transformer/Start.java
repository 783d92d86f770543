package formers.models.translation.transformer;

import formers.models.nn.Initializer;
import formers.tensor.Tensor;

/// How fresh parameters start.
///
/// @param scaled  whether attention divides its scores by `√d_k`
/// @param width   d
/// @param padding id of the padding
record Start(boolean scaled, int width, int padding) {

    static Start of(TransformerConfig config) {
        return new Start(config.heads().scaled(), config.width(), config.marks().padding());
    }

    /// Embeddings. Times `√d` they have variance 1, and so do the scores of a fresh model. T5, which does not
    /// scale them, starts with variance 1 at once.
    Initializer embedding() {
        return scaled
                ? (table, random) -> {
                    table.fillNormal(0, inverseRoot(width), random);
                    if (padding < table.extent(0)) {
                        row(table, padding).fill(0);
                    }
                }
                : Initializer.normal(1);
    }

    private static Tensor row(Tensor table, int row) {
        return table.slice(0, row, row + 1);
    }

    /// What is added by position, and an output matrix that is not shared.
    Initializer table() {
        return Initializer.normal(inverseRoot(width));
    }

    /// A matrix with `in` columns. Each by itself: q, k and v side by side would look like one matrix with
    /// more rows, and start too small.
    Initializer matrix(int in) {
        return scaled ? Initializer.xavier() : Initializer.normal(inverseRoot(in));
    }

    /// The projection to queries, which has to make up for scores that are not scaled.
    Initializer query(int in, int headWidth) {
        return scaled ? Initializer.xavier() : Initializer.normal(inverseRoot((double) in * headWidth));
    }

    private static float inverseRoot(double x) {
        return (float) (1 / Math.sqrt(x));
    }
}
