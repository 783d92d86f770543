package formers.models.decoder;

import formers.models.gguf.GgufMetadata;
import formers.models.nn.Attention;
import formers.models.nn.FeedForward;
import formers.models.nn.Positions.Angles;
import formers.models.nn.RotaryScaling;
import formers.models.nn.Windows;
import formers.tensor.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The keys of a decoder's sizes in GGUF metadata, each behind the name of the architecture.
///
/// @param angles factors on the angles of rotary positions, of short texts and of long; empty where there
///               are none
/// @param tensors which there are
record GgufKeys(
        String architecture,
        GgufMetadata metadata,
        int vocabulary,
        List<Double> angles,
        List<Double> longAngles,
        Predicate<String> tensors) {

    private static final double LARGEST = 1e12;

    String key(String name) {
        return architecture + "." + name;
    }

    boolean has(String name) {
        return metadata.has(key(name));
    }

    boolean hasTensor(String name) {
        return tensors.test(name);
    }

    boolean flag(String name, boolean fallback) {
        return metadata.flag(key(name), fallback);
    }

    /// A number of which there may be none; 0 where the key is missing.
    int count(String name, int most) {
        return metadata.intOr(key(name), 0, 0, most);
    }

    /// Refuses a number other than `only`.
    ///
    /// @param absent what it means that there is no such key
    void requireOnly(String name, double only, double absent) {
        double found = number(name, absent);
        if (found != only) {
            throw new IllegalArgumentException("%s: only %s is supported, found %s".formatted(key(name), only, found));
        }
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

    FeedForward.Gated gated(Gate gate) {
        return new FeedForward.Gated(gate, hidden());
    }

    /// Of the layers that have one; 0 for none.
    int window() {
        return count("attention.sliding_window", Integer.MAX_VALUE);
    }

    /// Windows in all layers but the last of every few.
    ///
    /// @param usual how many those few are, where the file does not say
    Windows windows(int usual) {
        var pattern = key("attention.sliding_window_pattern");
        var listed = metadata.hasList(pattern) ? metadata.flags(pattern) : List.<Boolean>of();
        if (!listed.isEmpty() && listed.size() < layers()) {
            throw new IllegalArgumentException(
                    "%s: expected one for each of %d layers, found %d".formatted(pattern, layers(), listed.size()));
        }
        int period = metadata.hasList(pattern) ? 0 : metadata.intOr(pattern, usual, 0, ConfigKeys.LAYERS);
        var windows = new ArrayList<Integer>();
        for (int layer = 0; layer < layers(); layer++) {
            boolean windowed = listed.isEmpty() ? period == 0 || (layer + 1) % period != 0 : listed.get(layer);
            windows.add(windowed ? window() : 0);
        }
        return new Windows(windows);
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

    Angles angles(double usualBase) {
        return new Angles(base(usualBase), scaling());
    }

    double base(double usual) {
        return number("rope.freq_base", usual);
    }

    /// In layers with a window.
    double windowedBase(double usual) {
        return number("rope.freq_base_swa", usual);
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
                        // Nothing in the file says that gpt-oss does without.
                        !architecture.equals(GgufArchitecture.GPT_OSS.label()));
            default ->
                throw new IllegalArgumentException("%s: '%s' is not supported; supported are none, linear, yarn"
                        .formatted(key("rope.scaling.type"), type));
        };
    }
}
