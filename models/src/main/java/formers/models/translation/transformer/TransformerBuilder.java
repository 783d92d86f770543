package formers.models.translation.transformer;

import formers.models.nn.Activation;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.translation.PairBatch;
import formers.models.translation.transformer.TransformerConfig.Biases;
import formers.models.translation.transformer.TransformerConfig.Dropout;

/// Chooses the components of a [TransformerConfig] by name.
public final class TransformerBuilder {

    private static final int USUAL_HEAD_WIDTH = 64;

    private Vocabulary vocabulary;
    private PairBatch.Marks marks;
    private int width;
    private int encoderLayers;
    private int decoderLayers;
    private Heads heads;
    private FeedForward feedForward;
    private Norm norm = new Norm.Layer(1e-5f, true);
    private NormPlace normPlace = NormPlace.POST;
    private PositionEncoding encoderPositions = new PositionEncoding.Sinusoidal();
    private PositionEncoding decoderPositions = new PositionEncoding.Sinusoidal();
    private Biases biases = Biases.ALL;
    private boolean scaledEmbedding = true;
    private Output output = new Output.Tied();
    private Dropout dropout = Dropout.NONE;

    TransformerBuilder(Vocabulary vocabulary, PairBatch.Marks marks, int layers, int width) {
        this.vocabulary = vocabulary;
        this.marks = marks;
        this.width = width;
        encoderLayers = layers;
        decoderLayers = layers;
        int count = Math.max(1, width / USUAL_HEAD_WIDTH);
        heads = new Heads(count, Math.max(1, width / count), true);
        feedForward = new FeedForward.Plain(Activation.RELU, 4 * width);
    }

    TransformerBuilder(TransformerConfig config) {
        vocabulary = config.vocabulary();
        marks = config.marks();
        width = config.width();
        encoderLayers = config.encoderLayers();
        decoderLayers = config.decoderLayers();
        heads = config.heads();
        feedForward = config.feedForward();
        norm = config.norm();
        normPlace = config.normPlace();
        encoderPositions = config.encoderPositions();
        decoderPositions = config.decoderPositions();
        biases = config.biases();
        scaledEmbedding = config.scaledEmbedding();
        output = config.output();
        dropout = config.dropout();
    }

    public TransformerBuilder vocabulary(Vocabulary tokens, PairBatch.Marks ids) {
        vocabulary = tokens;
        marks = ids;
        return this;
    }

    /// d; heads and feed-forward network stay as they are.
    public TransformerBuilder width(int channels) {
        width = channels;
        return this;
    }

    public TransformerBuilder layers(int encoder, int decoder) {
        encoderLayers = encoder;
        decoderLayers = decoder;
        return this;
    }

    public TransformerBuilder heads(Heads choice) {
        heads = choice;
        return this;
    }

    public TransformerBuilder feedForward(FeedForward choice) {
        feedForward = choice;
        return this;
    }

    public TransformerBuilder norm(Norm choice) {
        norm = choice;
        return this;
    }

    public TransformerBuilder normPlace(NormPlace choice) {
        normPlace = choice;
        return this;
    }

    /// Of both stacks.
    public TransformerBuilder positions(PositionEncoding choice) {
        return positions(choice, choice);
    }

    public TransformerBuilder positions(PositionEncoding ofEncoder, PositionEncoding ofDecoder) {
        encoderPositions = ofEncoder;
        decoderPositions = ofDecoder;
        return this;
    }

    public TransformerBuilder biases(Biases choice) {
        biases = choice;
        return this;
    }

    public TransformerBuilder scaledEmbedding(boolean choice) {
        scaledEmbedding = choice;
        return this;
    }

    public TransformerBuilder output(Output choice) {
        output = choice;
        return this;
    }

    public TransformerBuilder dropout(Dropout shares) {
        dropout = shares;
        return this;
    }

    /// @throws IllegalArgumentException if the choices do not fit together; names the one that does not
    public TransformerConfig build() {
        return new TransformerConfig(
                vocabulary,
                marks,
                width,
                encoderLayers,
                decoderLayers,
                heads,
                feedForward,
                norm,
                normPlace,
                encoderPositions,
                decoderPositions,
                biases,
                scaledEmbedding,
                output,
                dropout);
    }
}
