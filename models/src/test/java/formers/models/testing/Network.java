package formers.models.testing;

import java.util.List;

/// A decoder as a chain.
///
/// @param blocks one per layer
/// @param head final norm and projection to scores of the vocabulary
record Network(Embedding embedding, List<Layer> blocks, Layer head) {

    /// From token ids to vectors, `[time][width]`.
    @FunctionalInterface
    interface Embedding {

        double[][] of(int[] ids);

        /// Rows of a table.
        static Embedding rows(double[][] table) {
            return ids -> {
                var x = new double[ids.length][];
                for (int t = 0; t < ids.length; t++) {
                    x[t] = table[ids[t]];
                }
                return x;
            };
        }

        /// Adds row `position + offset` of a table.
        default Embedding plusPositions(double[][] table, int offset) {
            return ids -> {
                double[][] x = of(ids);
                for (int t = 0; t < ids.length; t++) {
                    x[t] = Vectors.sum(x[t], table[t + offset]);
                }
                return x;
            };
        }

        default Embedding then(Layer layer) {
            return ids -> layer.of(of(ids));
        }
    }

    double[][] logits(int[] ids) {
        double[][] x = embedding.of(ids);
        for (var block : blocks) {
            x = block.of(x);
        }
        return head.of(x);
    }
}
