package formers.models.decoder;

import formers.models.checkpoint.JsonConfig;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// The keys of rotary positions in `config.json`: `rope_theta` and `rope_scaling` up to version 4 of Hugging Face
/// Transformers, `rope_parameters` since version 5.
final class RotaryKeys {

    private static final double USUAL_BASE = 10_000;
    private static final double LARGEST_BASE = 1e12;

    private RotaryKeys() {}

    /// The base θ.
    ///
    /// @throws IllegalArgumentException if the file asks for a scaling of positions, or to rotate a part of
    ///                                  the channels
    static double base(JsonConfig config) {
        config.object("rope_scaling").ifPresent(scaling -> requirePlain("rope_scaling", scaling));
        var parameters = config.object("rope_parameters");
        parameters.ifPresent(found -> requirePlain("rope_parameters", found));
        requireAllChannels("", config);
        double base = config.doubleOr("rope_theta", USUAL_BASE, 1, LARGEST_BASE);
        return parameters
                .map(found -> found.doubleOr("rope_theta", base, 1, LARGEST_BASE))
                .orElse(base);
    }

    private static void requirePlain(String key, JsonConfig rotary) {
        var type = rotary.stringOr("rope_type", rotary.stringOr("type", "default"));
        if (!Set.of("default", "none").contains(type)) {
            throw new IllegalArgumentException(
                    "%s: scaling of type '%s' is not supported, only default is".formatted(key, type));
        }
        requireAllChannels(key + ".", rotary);
    }

    private static void requireAllChannels(String prefix, JsonConfig rotary) {
        double factor = rotary.doubleOr("partial_rotary_factor", 1, 0, 1);
        if (factor != 1) {
            throw new IllegalArgumentException(
                    "%spartial_rotary_factor: %s is not supported, only 1 is".formatted(prefix, factor));
        }
    }

    /// Writes the keys of both versions.
    static void write(double base, ObjectNode json) {
        json.put("rope_theta", base);
        json.putObject("rope_parameters").put("rope_theta", base).put("rope_type", "default");
    }
}
