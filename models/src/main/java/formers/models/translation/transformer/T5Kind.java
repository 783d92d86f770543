package formers.models.translation.transformer;

import formers.models.checkpoint.JsonConfig;
import formers.models.nn.Activation;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.translation.PairBatch;
import formers.models.translation.transformer.TransformerConfig.Biases;
import formers.models.translation.transformer.TransformerConfig.Dropout;
import formers.tensor.Gate;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Hugging Face's `T5ForConditionalGeneration`: T5, T5 1.1, Flan-T5 and mT5.
record T5Kind() implements FileKind {

    private static final String GATED = "gated-";

    @Override
    public List<String> types() {
        return List.of("t5", "mt5");
    }

    @Override
    public TransformerConfig read(JsonConfig json, boolean hasOutputBias) {
        int width = json.requireInt("d_model", 1, LARGEST);
        int layers = json.requireInt("num_layers", 1, MOST_LAYERS);
        boolean mt5 = json.stringOr("model_type", "t5").equals("mt5");
        var positions = new PositionEncoding.Relative(
                json.intOr("relative_attention_num_buckets", 32, 1, LARGEST),
                json.intOr("relative_attention_max_distance", 128, 1, LARGEST));
        float dropout = (float) json.doubleOr("dropout_rate", 0.1, 0, 1);
        return new TransformerConfig(
                new Vocabulary.Shared(json.requireInt("vocab_size", 1, LARGEST)),
                new PairBatch.Marks(
                        json.intOr("pad_token_id", 0, 0, LARGEST),
                        json.intOr("decoder_start_token_id", 0, 0, LARGEST),
                        json.intOr("eos_token_id", 1, 0, LARGEST)),
                width,
                layers,
                json.intOr("num_decoder_layers", layers, 1, MOST_LAYERS),
                new Heads(json.requireInt("num_heads", 1, LARGEST), json.requireInt("d_kv", 1, LARGEST), false),
                feedForward(
                        json.stringOr("feed_forward_proj", mt5 ? "gated-gelu" : "relu"),
                        json.requireInt("d_ff", 1, LARGEST)),
                new Norm.Rms((float) json.doubleOr("layer_norm_epsilon", 1e-6, 0, 1)),
                NormPlace.PRE,
                positions,
                positions,
                Biases.NONE,
                false,
                json.booleanOr("tie_word_embeddings", !mt5)
                        ? new Output.Tied(tiedScale(width), false)
                        : new Output.Untied(false),
                new Dropout(dropout, dropout, dropout));
    }

    /// What T5 multiplies the last states with where the output is tied.
    static float tiedScale(int width) {
        return (float) (1 / Math.sqrt(width));
    }

    private static FeedForward feedForward(String projection, int hidden) {
        return switch (projection) {
            case "gated-gelu", "gated-gelu_new" -> new FeedForward.Gated(Gate.GELU_TANH, hidden);
            case "gated-silu" -> new FeedForward.Gated(Gate.SILU, hidden);
            case "gated-relu" -> new FeedForward.Gated(Gate.RELU, hidden);
            case String gated
            when gated.startsWith(GATED) ->
                throw new IllegalArgumentException(
                        "feed_forward_proj: expected an activation, or gated-gelu, gated-silu or gated-relu, found "
                                + gated);
            case String activation -> new FeedForward.Plain(Activation.of(activation), hidden);
        };
    }

    @Override
    public ObjectNode write(TransformerConfig config) {
        var json = JsonNodeFactory.instance.objectNode();
        json.putArray("architectures").add("T5ForConditionalGeneration");
        json.put("model_type", "t5").put("is_encoder_decoder", true);
        json.put("vocab_size", config.vocabulary().target())
                .put("tie_word_embeddings", config.output() instanceof Output.Tied);
        json.put("d_model", config.width())
                .put("d_kv", config.heads().width())
                .put("d_ff", config.feedForward().hidden())
                .put("num_layers", config.encoderLayers())
                .put("num_decoder_layers", config.decoderLayers())
                .put("num_heads", config.heads().count());
        switch (config.feedForward()) {
            case FeedForward.Plain(var activation, var _) -> json.put("feed_forward_proj", activation.label());
            case FeedForward.Gated(var gate, var _) -> json.put("feed_forward_proj", GATED + label(gate));
            case FeedForward _ -> {}
        }
        if (config.encoderPositions() instanceof PositionEncoding.Relative(var buckets, var maxDistance)) {
            json.put("relative_attention_num_buckets", buckets).put("relative_attention_max_distance", maxDistance);
        }
        json.put("layer_norm_epsilon", config.norm().epsilon())
                .put("dropout_rate", config.dropout().residual());
        json.put("pad_token_id", config.marks().padding())
                .put("decoder_start_token_id", config.marks().begin())
                .put("eos_token_id", config.marks().end());
        return json;
    }

    private static String label(Gate gate) {
        return switch (gate) {
            case GELU_TANH -> "gelu";
            case SILU -> "silu";
            case RELU -> "relu";
            case GELU, SIGMOID -> "none"; // no model there has it, and reading refuses it
        };
    }

    @Override
    public FileNames names(TransformerConfig config) {
        return T5Names.of(config);
    }
}
