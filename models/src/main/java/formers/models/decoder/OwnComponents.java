package formers.models.decoder;

import formers.models.checkpoint.JsonConfig;
import formers.models.nn.Activation;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import formers.models.nn.Positions.Angles;
import formers.tensor.RotaryTable.Pairing;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/// Components with values of their own as objects in the `config.json` of a `formers-decoder`: a kind,
/// then the values.
final class OwnComponents {

    private OwnComponents() {}

    static FeedForward feedForward(JsonConfig json, int layers) {
        return switch (json.requireOneOf("kind", "plain", "gated", "clamped_gated", "experts", "mixed")) {
            case "plain" -> new FeedForward.Plain(Activation.of(json.requireString("activation")), hidden(json));
            case "gated" -> new FeedForward.Gated(GateNames.of(json.requireString("activation")), hidden(json));
            case "clamped_gated" ->
                new FeedForward.ClampedGated((float) json.requireDouble("limit", 0, 1e9), hidden(json));
            case "experts" -> experts(json, layers);
            default ->
                new FeedForward.Mixed(
                        experts(json.requireObject("experts"), layers),
                        feedForward(json.requireObject("dense"), layers),
                        json.ints("dense_layers", 0, ConfigKeys.LAYERS));
        };
    }

    private static int hidden(JsonConfig json) {
        return json.requireInt("hidden_size", 1, ConfigKeys.HIDDEN);
    }

    private static FeedForward.Experts experts(JsonConfig json, int layers) {
        int count = ExpertKeys.count(json, "count", layers);
        return new FeedForward.Experts(
                count,
                new FeedForward.Router(
                        json.requireInt("chosen", 1, count),
                        json.requireBoolean("normalised"),
                        json.requireBoolean("router_bias"),
                        (float) json.requireDouble("balance", 0, 1e9)),
                feedForward(json.requireObject("expert"), layers),
                json.requireInt("shared_hidden_size", 0, ConfigKeys.HIDDEN));
    }

    static void write(FeedForward choice, ObjectNode json) {
        switch (choice) {
            case FeedForward.Plain(var activation, var hidden) ->
                json.put("kind", "plain").put("activation", activation.label()).put("hidden_size", hidden);
            case FeedForward.Gated(var gate, var hidden) ->
                json.put("kind", "gated")
                        .put("activation", GateNames.label(gate))
                        .put("hidden_size", hidden);
            case FeedForward.ClampedGated(var limit, var hidden) ->
                json.put("kind", "clamped_gated")
                        .put("limit", ConfigKeys.shortest(limit))
                        .put("hidden_size", hidden);
            case FeedForward.Experts experts -> {
                json.put("kind", "experts")
                        .put("count", experts.count())
                        .put("chosen", experts.router().chosen())
                        .put("normalised", experts.router().normalised())
                        .put("router_bias", experts.router().bias())
                        .put("balance", ConfigKeys.shortest(experts.router().balance()))
                        .put("shared_hidden_size", experts.shared());
                write(experts.expert(), json.putObject("expert"));
            }
            case FeedForward.Mixed(var experts, var dense, var layers) -> {
                json.put("kind", "mixed");
                write(experts, json.putObject("experts"));
                write(dense, json.putObject("dense"));
                var listed = json.putArray("dense_layers");
                layers.forEach(listed::add);
            }
        }
    }

    static Norm norm(JsonConfig json) {
        float epsilon = (float) json.requireDouble("epsilon", 0, 1);
        return switch (json.requireOneOf("kind", "layer", "rms", "offset_rms")) {
            case "layer" -> new Norm.Layer(epsilon, json.requireBoolean("bias"));
            case "rms" -> new Norm.Rms(epsilon);
            default -> new Norm.OffsetRms(epsilon);
        };
    }

    static void write(Norm choice, ObjectNode json) {
        switch (choice) {
            case Norm.Layer(var _, var bias) -> json.put("kind", "layer").put("bias", bias);
            case Norm.Rms _ -> json.put("kind", "rms");
            case Norm.OffsetRms _ -> json.put("kind", "offset_rms");
        }
        json.put("epsilon", ConfigKeys.shortest(choice.epsilon()));
    }

    /// @param config the whole file, for what a scaling leaves to it
    static Positions positions(JsonConfig config, JsonConfig json, int headWidth) {
        return switch (json.requireOneOf("kind", "learned", "rotary", "alibi", "relative", "none")) {
            case "learned" -> new Positions.Learned(json.intOr("offset", 0, 0, ConfigKeys.CONTEXT));
            case "alibi" -> new Positions.Alibi();
            case "relative" -> new Positions.Relative();
            case "none" -> new Positions.None();
            default -> {
                double base = json.doubleOr("base", 10_000, 1, 1e12);
                var full = angles(config, json, "full", base);
                yield new Positions.Rotary(
                        Pairing.valueOf(json.requireOneOf("pairing", "half", "interleaved")
                                .toUpperCase(Locale.ROOT)),
                        json.intOr("rotated", headWidth, 2, headWidth),
                        full,
                        json.has("windowed") ? angles(config, json, "windowed", base) : full,
                        json.ints("unrotated", 0, ConfigKeys.LAYERS));
            }
        };
    }

    private static Angles angles(JsonConfig config, JsonConfig json, String key, double base) {
        return RotaryKeys.angles(config, json.object(key).orElse(JsonConfig.empty()), base);
    }

    static void write(Positions choice, ObjectNode json) {
        switch (choice) {
            case Positions.Learned(var offset) -> json.put("kind", "learned").put("offset", offset);
            case Positions.Alibi() -> json.put("kind", "alibi");
            case Positions.Relative() -> json.put("kind", "relative");
            case Positions.None() -> json.put("kind", "none");
            case Positions.Rotary rotary -> {
                json.put("kind", "rotary")
                        .put("pairing", rotary.pairing().name().toLowerCase(Locale.ROOT))
                        .put("rotated", rotary.rotated());
                RotaryKeys.write(rotary.full(), json.putObject("full"));
                RotaryKeys.write(rotary.windowed(), json.putObject("windowed"));
                var unrotated = json.putArray("unrotated");
                rotary.unrotated().forEach(unrotated::add);
            }
        }
    }
}
