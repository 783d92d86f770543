package formers.models.decoder;

import formers.models.checkpoint.JsonConfig;
import formers.models.nn.Windows;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import tools.jackson.databind.node.ObjectNode;

/// The keys of windows in `config.json`: `sliding_window`, and, since version 5 of Hugging Face Transformers,
/// `layer_types` with the kind of each layer.
final class WindowKeys {

    private static final String SIZE = "sliding_window";
    private static final String KINDS = "layer_types";
    private static final String WINDOWED = "sliding_attention";
    private static final String FULL = "full_attention";

    private WindowKeys() {}

    /// The window of every layer; none where the file has no size.
    static Windows everywhere(JsonConfig config) {
        return Windows.repeating(size(config, 0));
    }

    /// @param fallback size where the key is absent; 0 for none
    static int size(JsonConfig config, int fallback) {
        return config.intOr(SIZE, fallback, 1, Integer.MAX_VALUE);
    }

    /// Windows of one size in the layers that `layer_types` says or, where it is absent, that `usual`
    /// chooses.
    static Windows some(JsonConfig config, int layers, int size, IntPredicate usual) {
        var kinds = config.strings(KINDS);
        if (!kinds.isEmpty() && kinds.size() != layers) {
            throw new IllegalArgumentException(
                    "%s: expected %d kinds, one per layer, found %d".formatted(KINDS, layers, kinds.size()));
        }
        var windows = new ArrayList<Integer>();
        for (int layer = 0; layer < layers; layer++) {
            boolean windowed = kinds.isEmpty() ? usual.test(layer) : windowed(kinds.get(layer));
            windows.add(windowed ? size : 0);
        }
        return new Windows(windows);
    }

    private static boolean windowed(String kind) {
        return switch (kind) {
            case WINDOWED -> true;
            case FULL -> false;
            default ->
                throw new IllegalArgumentException(
                        "%s: '%s' is not supported; supported are %s, %s".formatted(KINDS, kind, FULL, WINDOWED));
        };
    }

    /// The one size there is; 0 if no layer has a window.
    static int size(Windows windows) {
        return windows.pattern().stream().max(Integer::compare).orElseThrow();
    }

    static void writeEverywhere(DecoderConfig config, ObjectNode json) {
        int size = size(config.attention().windows());
        if (size == 0) {
            json.putNull(SIZE);
        } else {
            json.put(SIZE, size);
        }
    }

    static void writeSome(DecoderConfig config, ObjectNode json) {
        writeEverywhere(config, json);
        var kinds = json.putArray(KINDS);
        kinds(config).forEach(kinds::add);
    }

    private static List<String> kinds(DecoderConfig config) {
        var kinds = new ArrayList<String>();
        for (int layer = 0; layer < config.layers(); layer++) {
            kinds.add(config.attention().windows().of(layer) == 0 ? FULL : WINDOWED);
        }
        return kinds;
    }
}
