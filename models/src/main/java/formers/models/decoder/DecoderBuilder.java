package formers.models.decoder;

import formers.models.decoder.DecoderConfig.Biases;
import formers.models.decoder.DecoderConfig.Embedding;
import formers.models.decoder.DecoderConfig.Output;
import formers.models.nn.Activation;
import formers.models.nn.Attention;
import formers.models.nn.BlockLayout;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;

/// Chooses the components of a [DecoderConfig] by name.
public final class DecoderBuilder {

    private static final int USUAL_HEAD_WIDTH = 64;

    private int vocabulary;
    private int context;
    private int layers;
    private final int width;
    private Attention attention;
    private FeedForward feedForward;
    private Norm norm;
    private BlockLayout layout;
    private Positions positions;
    private Biases biases;
    private Embedding embedding;
    private Output output;
    private float dropout;

    /// The components of GPT-2.
    DecoderBuilder(int vocabulary, int context, int layers, int width) {
        this.vocabulary = vocabulary;
        this.context = context;
        this.layers = layers;
        this.width = width;
        int heads = Math.max(1, width / USUAL_HEAD_WIDTH);
        attention = Attention.of(heads, heads, Math.max(1, width / heads));
        feedForward = new FeedForward.Plain(Activation.GELU_TANH, 4 * width);
        norm = new Norm.Layer(1e-5f, true);
        layout = BlockLayout.PRE;
        positions = new Positions.Learned();
        biases = Biases.ALL;
        embedding = Embedding.plain(width);
        output = Output.TIED;
    }

    DecoderBuilder(DecoderConfig config) {
        vocabulary = config.vocabulary();
        context = config.context();
        layers = config.layers();
        width = config.width();
        attention = config.attention();
        feedForward = config.feedForward();
        norm = config.norm();
        layout = config.layout();
        positions = config.positions();
        biases = config.biases();
        embedding = config.embedding();
        output = config.output();
        dropout = config.dropout();
    }

    public DecoderBuilder vocabulary(int tokens) {
        vocabulary = tokens;
        return this;
    }

    public DecoderBuilder context(int tokens) {
        context = tokens;
        return this;
    }

    public DecoderBuilder layers(int blocks) {
        layers = blocks;
        return this;
    }

    public DecoderBuilder attention(Attention choice) {
        attention = choice;
        return this;
    }

    public DecoderBuilder feedForward(FeedForward choice) {
        feedForward = choice;
        return this;
    }

    public DecoderBuilder norm(Norm choice) {
        norm = choice;
        return this;
    }

    public DecoderBuilder layout(BlockLayout choice) {
        layout = choice;
        return this;
    }

    public DecoderBuilder positions(Positions choice) {
        positions = choice;
        return this;
    }

    public DecoderBuilder biases(Biases choice) {
        biases = choice;
        return this;
    }

    public DecoderBuilder embedding(Embedding choice) {
        embedding = choice;
        return this;
    }

    public DecoderBuilder output(Output choice) {
        output = choice;
        return this;
    }

    public DecoderBuilder dropout(float share) {
        dropout = share;
        return this;
    }

    /// @throws IllegalArgumentException if the components do not go together; says which and why
    public DecoderConfig build() {
        return new DecoderConfig(
                vocabulary,
                context,
                layers,
                width,
                attention,
                feedForward,
                norm,
                layout,
                positions,
                biases,
                embedding,
                output,
                dropout);
    }
}
