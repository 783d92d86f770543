package formers.models.translation.transformer;

import formers.models.checkpoint.JsonConfig;
import formers.models.nn.Activation;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.SinusoidLayout;
import formers.models.translation.PairBatch;
import formers.models.translation.transformer.TransformerConfig.Biases;
import formers.models.translation.transformer.TransformerConfig.Dropout;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Hugging Face's `MarianMTModel`, as the OPUS-MT models are stored.
record MarianKind() implements FileKind {

    private static final float EPSILON = 1e-5f; // fixed there
    private static final int POSITIONS = 1024; // room for sinusoids there

    @Override
    public List<String> types() {
        return List.of("marian");
    }

    @Override
    public TransformerConfig read(JsonConfig json, boolean hasOutputBias) {
        int width = json.requireInt("d_model", 1, LARGEST);
        int heads = same(json, "encoder_attention_heads", "decoder_attention_heads", width);
        requireUsual(json, "static_position_embeddings", true);
        requireUsual(json, "normalize_before", false);
        requireUsual(json, "normalize_embedding", false);
        requireUsual(json, "add_final_layer_norm", false);
        requireUsual(json, "tie_word_embeddings", true);
        int source = json.requireInt("vocab_size", 1, LARGEST);
        var hidden = new FeedForward.Plain(
                Activation.of(json.stringOr("activation_function", "gelu")),
                same(json, "encoder_ffn_dim", "decoder_ffn_dim", LARGEST));
        return new TransformerConfig(
                json.booleanOr("share_encoder_decoder_embeddings", true)
                        ? new Vocabulary.Shared(source)
                        : new Vocabulary.Separate(source, json.intOr("decoder_vocab_size", source, 1, LARGEST)),
                new PairBatch.Marks(
                        json.requireInt("pad_token_id", 0, LARGEST),
                        json.requireInt("decoder_start_token_id", 0, LARGEST),
                        json.requireInt("eos_token_id", 0, LARGEST)),
                width,
                json.requireInt("encoder_layers", 1, MOST_LAYERS),
                json.requireInt("decoder_layers", 1, MOST_LAYERS),
                Heads.of(heads, width),
                hidden,
                new Norm.Layer(EPSILON, true),
                NormPlace.POST,
                new PositionEncoding.Sinusoidal(SinusoidLayout.HALVES, 0),
                new PositionEncoding.Sinusoidal(SinusoidLayout.HALVES, 0),
                Biases.ALL,
                json.booleanOr("scale_embedding", false),
                new Output.Tied(1, hasOutputBias),
                new Dropout(
                        (float) json.doubleOr("dropout", 0.1, 0, 1),
                        (float) json.doubleOr("attention_dropout", 0, 0, 1),
                        (float) json.doubleOr("activation_dropout", 0, 0, 1)));
    }

    /// A value that both stacks share.
    private static int same(JsonConfig json, String encoder, String decoder, int most) {
        int first = json.requireInt(encoder, 1, most);
        int second = json.requireInt(decoder, 1, most);
        if (first != second) {
            throw new IllegalArgumentException(
                    "%s %d and %s %d: expected the same in both stacks".formatted(encoder, first, decoder, second));
        }
        return first;
    }

    /// Keys of Marian's ancestors, which its files carry and its models do not read otherwise.
    private static void requireUsual(JsonConfig json, String key, boolean usual) {
        if (json.booleanOr(key, usual) != usual) {
            throw new IllegalArgumentException("%s: a Marian model has %s, found %s".formatted(key, usual, !usual));
        }
    }

    @Override
    public ObjectNode write(TransformerConfig config) {
        var json = JsonNodeFactory.instance.objectNode();
        json.putArray("architectures").add("MarianMTModel");
        json.put("model_type", "marian").put("is_encoder_decoder", true);
        json.put("vocab_size", config.vocabulary().source())
                .put("decoder_vocab_size", config.vocabulary().target())
                .put("share_encoder_decoder_embeddings", config.vocabulary() instanceof Vocabulary.Shared)
                .put("tie_word_embeddings", true);
        json.put("d_model", config.width())
                .put("encoder_layers", config.encoderLayers())
                .put("decoder_layers", config.decoderLayers())
                .put("num_hidden_layers", config.encoderLayers())
                .put("encoder_attention_heads", config.heads().count())
                .put("decoder_attention_heads", config.heads().count())
                .put("encoder_ffn_dim", config.feedForward().hidden())
                .put("decoder_ffn_dim", config.feedForward().hidden());
        if (config.feedForward() instanceof FeedForward.Plain(var activation, var _)) {
            json.put("activation_function", activation.label());
        }
        json.put("scale_embedding", config.scaledEmbedding())
                .put("static_position_embeddings", true)
                .put("max_position_embeddings", POSITIONS)
                .put("normalize_before", false)
                .put("normalize_embedding", false)
                .put("add_final_layer_norm", false);
        json.put("dropout", config.dropout().residual())
                .put("attention_dropout", config.dropout().attention())
                .put("activation_dropout", config.dropout().activation());
        json.put("pad_token_id", config.marks().padding())
                .put("decoder_start_token_id", config.marks().begin())
                .put("bos_token_id", config.marks().begin())
                .put("eos_token_id", config.marks().end())
                .put("forced_eos_token_id", config.marks().end());
        return json;
    }

    @Override
    public FileNames names(TransformerConfig config) {
        return new MarianNames(true);
    }
}
