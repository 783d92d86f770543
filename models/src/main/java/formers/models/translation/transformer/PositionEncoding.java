package formers.models.translation.transformer;

import formers.models.nn.SinusoidLayout;

/// How a stack knows the order of its tokens.
public sealed interface PositionEncoding {

    /// Sines and cosines are added to the embeddings (section 3.5).
    ///
    /// @param first position of the first token: 0, or 2 in fairseq, where the padding's id and one more come
    ///              before
    record Sinusoidal(SinusoidLayout layout, int first) implements PositionEncoding {
        public Sinusoidal {
            requireNotNegative("the position of the first token", first);
        }

        /// As in the paper.
        public Sinusoidal() {
            this(SinusoidLayout.INTERLEAVED, 0);
        }
    }

    /// A learned vector for each position is added to the embeddings (section 3.5).
    ///
    /// @param context most tokens
    /// @param offset  rows of the table before that of the first position
    record Learned(int context, int offset) implements PositionEncoding {
        public Learned {
            requireNotNegative("the offset of learned positions", offset);
            if (context < 1) {
                throw new IllegalArgumentException("learned positions must be at least 1, found " + context);
            }
        }

        public Learned(int context) {
            this(context, 0);
        }
    }

    /// To the scores of every layer comes a number for each head and distance; distances that are alike share
    /// it (T5; Raffel et al. 2020, section 2.1).
    ///
    /// @param buckets     distances told apart, both directions of the encoder together; 32 in T5
    /// @param maxDistance distances from here on are one; 128 in T5
    record Relative(int buckets, int maxDistance) implements PositionEncoding {
        public Relative {
            if (buckets < 4 || buckets % 2 != 0 || maxDistance <= buckets / 2) {
                throw new IllegalArgumentException(("relative positions want an even number of buckets, at least 4, and"
                                + " a maximal distance above half of it; found %d buckets and distance %d")
                        .formatted(buckets, maxDistance));
            }
        }

        /// As in T5.
        public Relative() {
            this(32, 128);
        }
    }

    /// Nothing. An encoder then reads its source as a bag of tokens; a decoder still has its causal order.
    record None() implements PositionEncoding {}

    private static void requireNotNegative(String what, int found) {
        if (found < 0) {
            throw new IllegalArgumentException(what + " must not be negative, found " + found);
        }
    }
}
