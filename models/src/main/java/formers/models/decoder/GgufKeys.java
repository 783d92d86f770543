package formers.models.decoder;

import formers.models.gguf.GgufMetadata;
import formers.models.nn.Attention;
import formers.models.nn.Positions.Angles;
import formers.models.nn.RotaryScaling;
import java.util.List;

/// The keys of a decoder's sizes in GGUF metadata, each behind the name of the architecture.
///
/// @param angles factors on the angles of rotary positions, of short texts and of long; empty where there
///               are none
record GgufKeys(
        String architecture, GgufMetadata metadata, int vocabulary, List<Double> angles, List<Double> longAngles) {

    private static final double LARGEST = 1e12;

    String key(String name) {
        return architecture + "." + name;
    }

    boolean has(String name) {
        return metadata.has(key(name));
    }

    int size(String name, int most) {
        return metadata.requireInt(key(name), 1, most);
    }

    double number(String name, double fallback) {
        return metadata.doubleOr(key(name), fallback, 0, LARGEST);
    }

    int width() {
        return size("embedding_length", ConfigKeys.WIDTH);
    }

    int layers() {
        return size("block_count", ConfigKeys.LAYERS);
    }

    int context() {
        return size("context_length", ConfigKeys.CONTEXT);
    }

    int hidden() {
        return size("feed_forward_length", ConfigKeys.HIDDEN);
    }

    int window() {
        return metadata.intOr(key("attention.sliding_window"), 0, 0, Integer.MAX_VALUE);
    }

    float epsilon() {
        return (float) number("attention.layer_norm_rms_epsilon", number("attention.layer_norm_epsilon", 1e-5));
    }

    Attention attention() {
        int heads = size("attention.head_count", ConfigKeys.HEADS);
        int kvHeads = metadata.intOr(key("attention.head_count_kv"), heads, 1, heads);
        int headWidth = has("attention.key_length")
                ? size("attention.key_length", ConfigKeys.HEAD_WIDTH)
                : ConfigKeys.headWidth("embedding_length", width(), "attention.head_count", heads);
        return Attention.of(heads, kvHeads, headWidth);
    }

    int rotated(int headWidth) {
        return metadata.intOr(key("rope.dimension_count"), headWidth, 2, headWidth);
    }

    Angles angles(double base) {
        return new Angles(number("rope.freq_base", base), scaling());
    }

    private RotaryScaling scaling() {
        if (!angles.isEmpty()) {
            int original =
                    metadata.intOr(key("rope.scaling.original_context_length"), context(), 1, ConfigKeys.CONTEXT);
            double factor = number("rope.scaling.attn_factor", 1);
            return new RotaryScaling.LongRope(angles, longAngles, original, factor);
        }
        var type = metadata.string(key("rope.scaling.type")).orElse("none");
        double factor = number("rope.scaling.factor", 1);
        return switch (type) {
            case "none" -> new RotaryScaling.None();
            case "linear" -> factor == 1 ? new RotaryScaling.None() : new RotaryScaling.Linear(factor);
            case "yarn" ->
                new RotaryScaling.Yarn(
                        factor,
                        size("rope.scaling.original_context_length", ConfigKeys.CONTEXT),
                        number("rope.scaling.attn_factor", 1) * RotaryScaling.Yarn.recommended(factor),
                        number("rope.scaling.yarn_beta_fast", 32),
                        number("rope.scaling.yarn_beta_slow", 1),
                        true);
            default ->
                throw new IllegalArgumentException("%s: '%s' is not supported; supported are none, linear, yarn"
                        .formatted(key("rope.scaling.type"), type));
        };
    }
}
