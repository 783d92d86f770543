package formers.models.decoder;

import formers.models.nn.Attention;
import formers.models.nn.BlockLayout;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Parameters;
import formers.models.nn.Positions;
import java.util.function.Consumer;

/// Everything that tells one decoder of the GPT line from another. Each component is a choice of its
/// own; a named model is a set of choices.
///
/// ```java
/// var config = DecoderConfig.of(256, 128, 4, 128)
///         .attention(Attention.of(4, 2, 32))
///         .norm(new Norm.Rms(1e-5f))
///         .build();
/// ```
///
/// @param vocabulary  tokens it knows
/// @param context     tokens it can look at together
/// @param layers      blocks
/// @param width       of the residual stream
/// @param attention   heads, and what they see
/// @param feedForward kind and hidden width
/// @param norm        kind and ε
/// @param layout      where norms stand in a block
/// @param positions   how order enters
/// @param biases      which projections have a bias
/// @param embedding   from tokens to the residual stream
/// @param output      from the residual stream to scores
/// @param dropout     in training, on the embeddings, the attention and each branch
public record DecoderConfig(
        int vocabulary,
        int context,
        int layers,
        int width,
        Attention attention,
        FeedForward feedForward,
        Norm norm,
        BlockLayout layout,
        Positions positions,
        Biases biases,
        Embedding embedding,
        Output output,
        float dropout) {

    /// Which projections have a bias.
    public record Biases(boolean qkv, boolean attentionOutput, boolean feedForward) {
        public static final Biases ALL = new Biases(true, true, true);
        public static final Biases NONE = new Biases(false, false, false);
    }

    /// How tokens enter the residual stream.
    ///
    /// @param scale  factor on the embeddings
    /// @param normed whether they are normalised (BLOOM)
    /// @param width  of the embeddings; where it is not that of the residual stream, a projection leads
    ///               from one to the other, and one back before the output (OPT-350m)
    public record Embedding(float scale, boolean normed, int width) {
        /// As they are.
        public static Embedding plain(int width) {
            return new Embedding(1, false, width);
        }
    }

    /// How the residual stream becomes scores of tokens.
    ///
    /// @param tied  whether the projection is the token embedding
    /// @param bias  whether it has a bias
    /// @param scale factor on the scores (Cohere)
    /// @param cap   scores become `cap·tanh(score/cap)` (Gemma 2); 0 for no cap
    public record Output(boolean tied, boolean bias, float scale, float cap) {
        public static final Output TIED = new Output(true, false, 1, 0);
        public static final Output UNTIED = new Output(false, false, 1, 0);

        public Output withTied(boolean shared) {
            return new Output(shared, bias, scale, cap);
        }
    }

    public DecoderConfig {
        require(vocabulary > 0, "vocabulary", vocabulary, "at least 1");
        require(context > 0, "context", context, "at least 1");
        require(layers > 0, "layers", layers, "at least 1");
        require(width > 0, "width", width, "at least 1");
        require(feedForward.hidden() > 0, "feedForward.hidden", feedForward.hidden(), "at least 1");
        require(embedding.width() > 0, "embedding.width", embedding.width(), "at least 1");
        require(
                !(positions instanceof Positions.Rotary rotary) || rotary.rotated() <= attention.headWidth(),
                "positions.rotated",
                positions instanceof Positions.Rotary rotary ? rotary.rotated() : 0,
                "at most the width of a head, " + attention.headWidth());
        require(
                !(positions instanceof Positions.Relative) || width % 2 == 0,
                "width",
                width,
                "even, because relative positions are pairs of a sine and a cosine");
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout must be in [0, 1), found " + dropout);
        }
    }

    private static void require(boolean holds, String field, int found, String wanted) {
        if (!holds) {
            throw new IllegalArgumentException("decoder %s must be %s, found %d".formatted(field, wanted, found));
        }
    }

    /// A decoder of that size, all other components those of GPT-2 until they are chosen.
    public static DecoderBuilder of(int vocabulary, int context, int layers, int width) {
        return new DecoderBuilder(vocabulary, context, layers, width);
    }

    /// This decoder with some components chosen anew.
    public DecoderConfig with(Consumer<DecoderBuilder> changes) {
        var builder = new DecoderBuilder(this);
        changes.accept(builder);
        return builder.build();
    }

    public DecoderConfig withVocabulary(int tokens) {
        return with(it -> it.vocabulary(tokens));
    }

    public DecoderConfig withContext(int tokens) {
        return with(it -> it.context(tokens));
    }

    public DecoderConfig withDropout(float share) {
        return with(it -> it.dropout(share));
    }

    public DecoderConfig withTied(boolean shared) {
        return with(it -> it.output(output.withTied(shared)));
    }

    /// Query heads.
    public int heads() {
        return attention.heads();
    }

    /// Key/value heads.
    public int kvHeads() {
        return attention.kvHeads();
    }

    /// Channels per head.
    public int headWidth() {
        return attention.headWidth();
    }

    /// Whether the output projection is the token embedding.
    public boolean tied() {
        return output.tied();
    }

    /// Tokens that some layer looks back at, the query's own included; 0 for the whole context.
    public int window() {
        return attention.windows().widest();
    }

    /// Number of scalar parameters, tied weights counted once.
    public long parameterCount() {
        return new Decoder(this, Parameters.counted()).parameters().count();
    }

    /// Bytes of keys and values kept per token while generating.
    public long cacheBytesPerToken() {
        return 2L * layers * kvHeads() * headWidth() * Float.BYTES;
    }
}
