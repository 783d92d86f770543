package formers.models.decoder;

import formers.models.checkpoint.JsonConfig;
import formers.models.nn.Positions;
import formers.models.nn.Positions.Angles;
import formers.models.nn.RotaryScaling;
import formers.tensor.RotaryTable.Pairing;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// The keys of rotary positions in `config.json`: `rope_theta` and `rope_scaling` up to version 4 of
/// Hugging Face Transformers, `rope_parameters` since version 5. Both are read, and both written.
final class RotaryKeys {

    static final String BASE = "rope_theta";
    static final String PARAMETERS = "rope_parameters";

    private static final String SCALING = "rope_scaling";
    private static final String PART = "partial_rotary_factor";
    private static final String ORIGINAL = "original_max_position_embeddings";
    private static final double LARGEST_BASE = 1e12;
    private static final double LARGEST_FACTOR = 1e6;

    /// What the keys mean where they are absent.
    ///
    /// @param base θ
    /// @param part share of the channels of a head that rotate
    record Absent(double base, double part) {
        static final Absent USUAL = new Absent(10_000, 1);
    }

    private RotaryKeys() {}

    /// The same positions in every layer.
    ///
    /// @throws IllegalArgumentException if the file asks for a scaling of positions we do not know
    static Positions.Rotary read(JsonConfig config, int headWidth, Pairing pairing, Absent absent) {
        return Positions.Rotary.of(pairing, rotated(config, headWidth, absent.part()), angles(config, absent.base()));
    }

    /// Channels of a head that rotate.
    private static int rotated(JsonConfig config, int headWidth, double fallback) {
        double old = config.doubleOr(PART, config.doubleOr("rotary_pct", fallback, 0, 1), 0, 1);
        double part = config.object(PARAMETERS)
                .map(parameters -> parameters.doubleOr(PART, old, 0, 1))
                .orElse(old);
        return (int) (headWidth * part);
    }

    static Angles angles(JsonConfig config, double base) {
        double old = config.doubleOr(BASE, config.doubleOr("rotary_emb_base", base, 1, LARGEST_BASE), 1, LARGEST_BASE);
        return angles(config, config.object(PARAMETERS).orElse(JsonConfig.empty()), old);
    }

    /// @param parameters the entry of version 5 for these layers
    static Angles angles(JsonConfig config, JsonConfig parameters, double base) {
        var scaling = config.object(SCALING);
        return new Angles(
                parameters.doubleOr(BASE, base, 1, LARGEST_BASE),
                scaling.isPresent()
                        ? scaling(SCALING, scaling.get(), config)
                        : scaling(PARAMETERS, parameters, config));
    }

    private static RotaryScaling scaling(String key, JsonConfig found, JsonConfig config) {
        var type = found.stringOr("rope_type", found.stringOr("type", "default"));
        return switch (type) {
            case "default", "none" -> new RotaryScaling.None();
            case "linear" -> new RotaryScaling.Linear(factor(found));
            case "dynamic" -> new RotaryScaling.Dynamic(factor(found), original(found, config));
            case "llama3" ->
                new RotaryScaling.Llama3(
                        factor(found),
                        found.requireDouble("low_freq_factor", 0, LARGEST_FACTOR),
                        found.requireDouble("high_freq_factor", 0, LARGEST_FACTOR),
                        original(found, config));
            case "yarn" -> yarn(found, config);
            case "longrope", "su" -> longRope(found, config);
            default ->
                throw new IllegalArgumentException(("%s: scaling of type '%s' is not supported; supported are default,"
                                + " linear, dynamic, llama3, yarn, longrope")
                        .formatted(key, type));
        };
    }

    private static double factor(JsonConfig scaling) {
        return scaling.requireDouble("factor", 1e-6, LARGEST_FACTOR);
    }

    /// Tokens in training.
    private static int original(JsonConfig scaling, JsonConfig config) {
        int whole = ConfigKeys.context(config, "max_position_embeddings");
        int outside = config.intOr(ORIGINAL, whole, 1, ConfigKeys.CONTEXT);
        return scaling.intOr(ORIGINAL, outside, 1, ConfigKeys.CONTEXT);
    }

    private static RotaryScaling yarn(JsonConfig found, JsonConfig config) {
        double factor = factor(found);
        double recommended = found.has("mscale") && found.has("mscale_all_dim")
                ? sharpened(factor, found.requireDouble("mscale", 0, LARGEST_FACTOR))
                        / sharpened(factor, found.requireDouble("mscale_all_dim", 0, LARGEST_FACTOR))
                : RotaryScaling.Yarn.recommended(factor);
        return new RotaryScaling.Yarn(
                factor,
                original(found, config),
                found.doubleOr("attention_factor", recommended, 0, LARGEST_FACTOR),
                found.doubleOr("beta_fast", 32, 0, LARGEST_FACTOR),
                found.doubleOr("beta_slow", 1, 0, LARGEST_FACTOR),
                found.booleanOr("truncate", true));
    }

    private static double sharpened(double factor, double scale) {
        return factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1;
    }

    private static RotaryScaling longRope(JsonConfig found, JsonConfig config) {
        int original = original(found, config);
        double stretched = (double) ConfigKeys.context(config, "max_position_embeddings") / original;
        double factor = found.doubleOr("factor", stretched, 1e-6, LARGEST_FACTOR);
        return new RotaryScaling.LongRope(
                found.doubles("short_factor", 1e-9, 1e9),
                found.doubles("long_factor", 1e-9, 1e9),
                original,
                found.doubleOr(
                        "attention_factor", RotaryScaling.LongRope.recommended(factor, original), 0, LARGEST_FACTOR));
    }

    /// Tokens that a model can look at together whose file says `max_position_embeddings`: with some
    /// scalings, that key keeps the length of training.
    static int context(Angles angles, int stored) {
        return switch (angles.scaling()) {
            case RotaryScaling.Dynamic(var factor, var original) ->
                (int) Math.clamp((long) (factor * original), stored, ConfigKeys.CONTEXT);
            case RotaryScaling.Yarn yarn ->
                (int) Math.clamp((long) (yarn.factor() * yarn.original()), stored, ConfigKeys.CONTEXT);
            case RotaryScaling _ -> stored;
        };
    }

    /// What to store as `max_position_embeddings`.
    static int stored(Angles angles, int context) {
        return angles.scaling() instanceof RotaryScaling.Dynamic dynamic ? dynamic.original() : context;
    }

    /// Writes the keys of both versions.
    static void write(DecoderConfig config, ObjectNode json) {
        var rotary = (Positions.Rotary) config.positions();
        json.put(BASE, rotary.full().base());
        writeOld(rotary.full(), config.context(), json);
        var parameters = json.putObject(PARAMETERS);
        write(rotary.full(), parameters);
        if (rotary.rotated() != config.headWidth()) {
            double part = part(rotary.rotated(), config.headWidth());
            json.put(PART, part);
            parameters.put(PART, part);
        }
    }

    /// Writes `rope_scaling`, the key of version 4, if there is a scaling.
    static void writeOld(Angles angles, int context, ObjectNode json) {
        switch (angles.scaling()) {
            case RotaryScaling.None() -> {}
            case RotaryScaling.LongRope scaling -> {
                // That version refuses other keys beside these three.
                json.put(ORIGINAL, scaling.original());
                var old = json.putObject(SCALING).put("type", "longrope");
                writeFactors(scaling, old);
                double usual =
                        RotaryScaling.LongRope.recommended((double) context / scaling.original(), scaling.original());
                if (scaling.attentionFactor() != usual) {
                    old.put("attention_factor", scaling.attentionFactor());
                }
            }
            case RotaryScaling _ -> write(angles.scaling(), json.putObject(SCALING));
        }
    }

    /// Writes an entry of version 5.
    static void write(Angles angles, ObjectNode parameters) {
        parameters.put(BASE, angles.base());
        write(angles.scaling(), parameters);
    }

    private static void write(RotaryScaling scaling, ObjectNode json) {
        switch (scaling) {
            case RotaryScaling.None() -> json.put("rope_type", "default");
            case RotaryScaling.Linear(var factor) ->
                json.put("rope_type", "linear").put("factor", factor);
            case RotaryScaling.Dynamic(var factor, var original) ->
                json.put("rope_type", "dynamic").put("factor", factor).put(ORIGINAL, original);
            case RotaryScaling.Llama3(var factor, var low, var high, var original) ->
                json.put("rope_type", "llama3")
                        .put("factor", factor)
                        .put("low_freq_factor", low)
                        .put("high_freq_factor", high)
                        .put(ORIGINAL, original);
            case RotaryScaling.Yarn yarn ->
                json.put("rope_type", "yarn")
                        .put("factor", yarn.factor())
                        .put(ORIGINAL, yarn.original())
                        .put("attention_factor", yarn.attentionFactor())
                        .put("beta_fast", yarn.fast())
                        .put("beta_slow", yarn.slow())
                        .put("truncate", yarn.truncated());
            case RotaryScaling.LongRope longRope -> {
                json.put("rope_type", "longrope")
                        .put(ORIGINAL, longRope.original())
                        .put("attention_factor", longRope.attentionFactor());
                writeFactors(longRope, json);
            }
        }
    }

    private static void writeFactors(RotaryScaling.LongRope scaling, ObjectNode json) {
        write("short_factor", scaling.shortFactors(), json);
        write("long_factor", scaling.longFactors(), json);
    }

    private static void write(String key, List<Double> factors, ObjectNode json) {
        var array = json.putArray(key);
        factors.forEach(array::add);
    }

    /// A share that gives back exactly `rotated` when it is multiplied and rounded down.
    static double part(int rotated, int headWidth) {
        double part = (double) rotated / headWidth;
        return (int) (headWidth * part) < rotated ? Math.nextUp(part) : part;
    }
}
