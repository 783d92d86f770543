package formers.models.translation.transformer;

import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Parameters;
import formers.models.translation.PairBatch;
import java.util.function.Consumer;

/// The choices of an encoder-decoder Transformer. Each component is a choice of its own; a named model
/// ([TransformerPresets]) is a set of choices.
///
/// ```java
/// var config = TransformerConfig.of(new Vocabulary.Shared(4000), marks, 3, 128)
///         .heads(Heads.of(4, 128))
///         .feedForward(new FeedForward.Plain(Activation.RELU, 256))
///         .build();
/// ```
///
/// @param vocabulary       tokens of both sides
/// @param marks            ids that are not text
/// @param width            d, of the residual streams
/// @param encoderLayers    N of the encoder
/// @param decoderLayers    N of the decoder
/// @param heads            of every attention
/// @param feedForward      [FeedForward.Plain] or [FeedForward.Gated]
/// @param norm             kind and ε
/// @param normPlace        where norms stand
/// @param encoderPositions how the encoder knows the order of tokens
/// @param decoderPositions how the decoder does
/// @param biases           which projections have a bias
/// @param scaledEmbedding  whether embeddings are multiplied by `√d` (section 3.4)
/// @param output           how states become scores
/// @param dropout          in training
public record TransformerConfig(
        Vocabulary vocabulary,
        PairBatch.Marks marks,
        int width,
        int encoderLayers,
        int decoderLayers,
        Heads heads,
        FeedForward feedForward,
        Norm norm,
        NormPlace normPlace,
        PositionEncoding encoderPositions,
        PositionEncoding decoderPositions,
        Biases biases,
        boolean scaledEmbedding,
        Output output,
        Dropout dropout) {

    /// Which projections have a bias.
    ///
    /// @param attention   the four of every attention
    /// @param feedForward both of every feed-forward network
    public record Biases(boolean attention, boolean feedForward) {
        public static final Biases ALL = new Biases(true, true);
        public static final Biases NONE = new Biases(false, false);
    }

    /// Shares that are dropped in training.
    ///
    /// @param residual   of every sub-layer's output and of the embedding sums (section 5.4)
    /// @param attention  of attention probabilities
    /// @param activation of the hidden layer of feed-forward networks
    public record Dropout(float residual, float attention, float activation) {
        public static final Dropout NONE = new Dropout(0, 0, 0);

        public Dropout {
            requireShare("residual", residual);
            requireShare("attention", attention);
            requireShare("activation", activation);
        }

        /// As in the paper.
        public static Dropout of(float residual) {
            return new Dropout(residual, 0, 0);
        }

        private static void requireShare(String place, float found) {
            if (!(found >= 0 && found < 1)) {
                throw new IllegalArgumentException(
                        "transformer %s dropout must be in [0, 1), found %s".formatted(place, found));
            }
        }
    }

    public TransformerConfig {
        require(width > 0, "width", width, "at least 1");
        require(encoderLayers > 0, "encoderLayers", encoderLayers, "at least 1");
        require(decoderLayers > 0, "decoderLayers", decoderLayers, "at least 1");
        require(feedForward.hidden() > 0, "feedForward.hidden", feedForward.hidden(), "at least 1");
        requirePositions(encoderPositions, width);
        requirePositions(decoderPositions, width);
        if (!(feedForward instanceof FeedForward.Plain) && !(feedForward instanceof FeedForward.Gated)) {
            throw new IllegalArgumentException(
                    "transformer feedForward must be plain or gated, found %s; experts are for decoders"
                            .formatted(feedForward));
        }
        requireId("padding", marks.padding(), "source", vocabulary.source());
        requireId("padding", marks.padding(), "target", vocabulary.target());
        requireId("begin", marks.begin(), "target", vocabulary.target());
        requireId("end", marks.end(), "target", vocabulary.target());
    }

    private static void requirePositions(PositionEncoding positions, int width) {
        require(
                !(positions instanceof PositionEncoding.Sinusoidal) || width % 2 == 0,
                "width",
                width,
                "even, because sinusoidal positions are pairs of a sine and a cosine");
    }

    private static void require(boolean holds, String field, int found, String wanted) {
        if (!holds) {
            throw new IllegalArgumentException("transformer %s must be %s, found %d".formatted(field, wanted, found));
        }
    }

    private static void requireId(String mark, int id, String side, int limit) {
        if (id < 0 || id >= limit) {
            throw new IllegalArgumentException(
                    "transformer mark %s must be an id of the %s vocabulary, below %d, found %d"
                            .formatted(mark, side, limit, id));
        }
    }

    /// A model of that size, all other components those of the paper until they are chosen.
    ///
    /// @param layers N, of each stack
    /// @param width  d
    public static TransformerBuilder of(Vocabulary vocabulary, PairBatch.Marks marks, int layers, int width) {
        return new TransformerBuilder(vocabulary, marks, layers, width);
    }

    /// This model with some components chosen anew.
    public TransformerConfig with(Consumer<TransformerBuilder> changes) {
        var builder = new TransformerBuilder(this);
        changes.accept(builder);
        return builder.build();
    }

    /// This model for other tokens.
    public TransformerConfig withVocabulary(Vocabulary tokens, PairBatch.Marks otherMarks) {
        return with(it -> it.vocabulary(tokens, otherMarks));
    }

    public TransformerConfig withDropout(Dropout shares) {
        return with(it -> it.dropout(shares));
    }

    /// Number of scalar parameters, shared matrices counted once.
    public long parameterCount() {
        return new Transformer(this, Parameters.counted()).parameters().count();
    }
}
