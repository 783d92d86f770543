package formers.models.translation.transformer;

import formers.models.checkpoint.JsonConfig;
import formers.models.nn.Activation;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.SinusoidLayout;
import formers.models.translation.PairBatch;
import formers.models.translation.transformer.TransformerConfig.Biases;
import formers.models.translation.transformer.TransformerConfig.Dropout;
import formers.tensor.Gate;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Every choice by its name, for models that no other kind can hold.
record OwnKind() implements FileKind {

    @Override
    public List<String> types() {
        return List.of(TransformerFiles.TYPE);
    }

    @Override
    public TransformerConfig read(JsonConfig json, boolean hasOutputBias) {
        int source = json.requireInt("vocab_size", 1, LARGEST);
        var dropout = json.requireObject("dropout");
        return new TransformerConfig(
                json.requireBoolean("share_encoder_decoder_embeddings")
                        ? new Vocabulary.Shared(source)
                        : new Vocabulary.Separate(source, json.requireInt("decoder_vocab_size", 1, LARGEST)),
                new PairBatch.Marks(
                        json.requireInt("pad_token_id", 0, LARGEST),
                        json.requireInt("decoder_start_token_id", 0, LARGEST),
                        json.requireInt("eos_token_id", 0, LARGEST)),
                json.requireInt("d_model", 1, LARGEST),
                json.requireInt("encoder_layers", 1, MOST_LAYERS),
                json.requireInt("decoder_layers", 1, MOST_LAYERS),
                new Heads(
                        json.requireInt("attention_heads", 1, LARGEST),
                        json.requireInt("d_kv", 1, LARGEST),
                        json.requireBoolean("scale_attention")),
                feedForward(json.requireObject("feed_forward")),
                norm(json.requireObject("norm")),
                choice(json, "norm_place", NormPlace.values()),
                positions(json.requireObject("encoder_positions")),
                positions(json.requireObject("decoder_positions")),
                new Biases(json.requireBoolean("attention_bias"), json.requireBoolean("feed_forward_bias")),
                json.requireBoolean("scale_embedding"),
                output(json.requireObject("output")),
                new Dropout(share(dropout, "residual"), share(dropout, "attention"), share(dropout, "activation")));
    }

    private static float share(JsonConfig json, String place) {
        return (float) json.requireDouble(place, 0, 1);
    }

    private static FeedForward feedForward(JsonConfig json) {
        int hidden = json.requireInt("hidden_size", 1, LARGEST);
        return switch (json.requireOneOf("kind", "plain", "gated")) {
            case "plain" -> new FeedForward.Plain(Activation.of(json.requireString("activation")), hidden);
            default -> new FeedForward.Gated(choice(json, "activation", Gate.values()), hidden);
        };
    }

    private static Norm norm(JsonConfig json) {
        float epsilon = (float) json.requireDouble("epsilon", 0, 1);
        return switch (json.requireOneOf("kind", "layer", "rms", "offset_rms")) {
            case "layer" -> new Norm.Layer(epsilon, json.requireBoolean("bias"));
            case "rms" -> new Norm.Rms(epsilon);
            default -> new Norm.OffsetRms(epsilon);
        };
    }

    private static PositionEncoding positions(JsonConfig json) {
        return switch (json.requireOneOf("kind", "sinusoidal", "learned", "relative", "none")) {
            case "sinusoidal" ->
                new PositionEncoding.Sinusoidal(
                        choice(json, "layout", SinusoidLayout.values()), json.requireInt("first", 0, LARGEST));
            case "learned" ->
                new PositionEncoding.Learned(
                        json.requireInt("context", 1, LARGEST), json.requireInt("offset", 0, LARGEST));
            case "relative" ->
                new PositionEncoding.Relative(
                        json.requireInt("buckets", 1, LARGEST), json.requireInt("max_distance", 1, LARGEST));
            default -> new PositionEncoding.None();
        };
    }

    private static Output output(JsonConfig json) {
        boolean bias = json.requireBoolean("bias");
        return switch (json.requireOneOf("kind", "tied", "untied")) {
            case "tied" -> new Output.Tied((float) json.requireDouble("scale", 0, 1e9), bias);
            default -> new Output.Untied(bias);
        };
    }

    private static <E extends Enum<E>> E choice(JsonConfig json, String key, E[] values) {
        var names = Stream.of(values).map(OwnKind::name).toArray(String[]::new);
        return values[List.of(names).indexOf(json.requireOneOf(key, names))];
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public ObjectNode write(TransformerConfig config) {
        var json = JsonNodeFactory.instance.objectNode();
        json.putArray("architectures").add("Transformer");
        json.put("model_type", TransformerFiles.TYPE).put("is_encoder_decoder", true);
        json.put("vocab_size", config.vocabulary().source())
                .put("decoder_vocab_size", config.vocabulary().target())
                .put("share_encoder_decoder_embeddings", config.vocabulary() instanceof Vocabulary.Shared);
        json.put("d_model", config.width())
                .put("encoder_layers", config.encoderLayers())
                .put("decoder_layers", config.decoderLayers())
                .put("attention_heads", config.heads().count())
                .put("d_kv", config.heads().width())
                .put("scale_attention", config.heads().scaled());
        write(config.feedForward(), json.putObject("feed_forward"));
        write(config.norm(), json.putObject("norm"));
        json.put("norm_place", name(config.normPlace()));
        write(config.encoderPositions(), json.putObject("encoder_positions"));
        write(config.decoderPositions(), json.putObject("decoder_positions"));
        json.put("attention_bias", config.biases().attention())
                .put("feed_forward_bias", config.biases().feedForward())
                .put("scale_embedding", config.scaledEmbedding());
        var output = json.putObject("output");
        switch (config.output()) {
            case Output.Tied(var scale, var bias) ->
                output.put("kind", "tied").put("scale", scale).put("bias", bias);
            case Output.Untied(var bias) -> output.put("kind", "untied").put("bias", bias);
        }
        json.putObject("dropout")
                .put("residual", config.dropout().residual())
                .put("attention", config.dropout().attention())
                .put("activation", config.dropout().activation());
        json.put("pad_token_id", config.marks().padding())
                .put("decoder_start_token_id", config.marks().begin())
                .put("eos_token_id", config.marks().end());
        return json;
    }

    private static void write(FeedForward choice, ObjectNode json) {
        json.put("hidden_size", choice.hidden());
        switch (choice) {
            case FeedForward.Plain(var activation, var _) ->
                json.put("kind", "plain").put("activation", activation.label());
            case FeedForward.Gated(var gate, var _) -> json.put("kind", "gated").put("activation", name(gate));
            case FeedForward other -> throw new IllegalStateException("no transformer has " + other);
        }
    }

    private static void write(Norm choice, ObjectNode json) {
        switch (choice) {
            case Norm.Layer(var _, var bias) -> json.put("kind", "layer").put("bias", bias);
            case Norm.Rms _ -> json.put("kind", "rms");
            case Norm.OffsetRms _ -> json.put("kind", "offset_rms");
        }
        json.put("epsilon", choice.epsilon());
    }

    private static void write(PositionEncoding choice, ObjectNode json) {
        switch (choice) {
            case PositionEncoding.Sinusoidal(var layout, var first) ->
                json.put("kind", "sinusoidal").put("layout", name(layout)).put("first", first);
            case PositionEncoding.Learned(var context, var offset) ->
                json.put("kind", "learned").put("context", context).put("offset", offset);
            case PositionEncoding.Relative(var buckets, var maxDistance) ->
                json.put("kind", "relative").put("buckets", buckets).put("max_distance", maxDistance);
            case PositionEncoding.None() -> json.put("kind", "none");
        }
    }

    @Override
    public FileNames names(TransformerConfig config) {
        return new MarianNames(config.output() instanceof Output.Tied);
    }
}
