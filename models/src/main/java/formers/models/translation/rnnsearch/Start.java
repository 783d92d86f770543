package formers.models.translation.rnnsearch;

import formers.models.nn.Initializer;

/// How a fresh model starts. Either way recurrent matrices are orthogonal, and `v_a` and all biases 0, so
/// that at first the decoder looks at all words alike.
public enum Start {

    /// As in appendix B.1: deviation 0.01, and 0.001 in the alignment model, whatever the widths. Made for
    /// widths of 1000: small models leave it slowly, and may come to look beside the word they write.
    PAPER {
        @Override
        Initializer matrix(int in) {
            return Initializer.normal(0.01f);
        }

        @Override
        Initializer alignment(int in) {
            return Initializer.normal(0.001f);
        }

        @Override
        Initializer embedding() {
            return Initializer.normal(0.01f);
        }
    },

    /// Deviation `1/√in`, which keeps the size of signals at any width; 0.1 for embeddings.
    SCALED {
        @Override
        Initializer matrix(int in) {
            return Initializer.normal((float) (1 / Math.sqrt(in)));
        }

        @Override
        Initializer alignment(int in) {
            return matrix(in);
        }

        @Override
        Initializer embedding() {
            return Initializer.normal(0.1f);
        }
    };

    /// @param in columns of the matrix
    abstract Initializer matrix(int in);

    abstract Initializer alignment(int in);

    abstract Initializer embedding();
}
