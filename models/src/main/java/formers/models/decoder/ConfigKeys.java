package formers.models.decoder;

import formers.models.checkpoint.JsonConfig;

/// Ranges of the values in a `config.json`, wide enough for every published decoder and narrow enough
/// that a damaged or hostile file asks for nothing absurd; and what is done with values we cannot
/// honour.
final class ConfigKeys {

    static final int VOCABULARY = 1 << 24;
    static final int LAYERS = 2000;
    static final int WIDTH = 1 << 17;
    static final int HIDDEN = 1 << 22;
    static final int HEADS = 1 << 12;
    static final int HEAD_WIDTH = 1 << 13;

    static final int CONTEXT = 1 << 24;

    private ConfigKeys() {}

    static int context(JsonConfig config, String key) {
        return config.requireInt(key, 1, CONTEXT);
    }

    static double epsilon(JsonConfig config, String key, double fallback) {
        return config.doubleOr(key, fallback, 0, 1);
    }

    static float dropout(JsonConfig config, String key, double fallback) {
        return (float) config.doubleOr(key, fallback, 0, 0.999);
    }

    /// A float as the shortest decimal that reads back to it: `1.0E-5`, not `9.999999747378752E-6`.
    static double shortest(float value) {
        return Double.parseDouble(Float.toString(value));
    }

    /// Refuses a key whose value asks for something else than `only`, which is also what its absence means.
    static void requireOnly(JsonConfig config, String key, boolean only) {
        if (config.booleanOr(key, only) != only) {
            throw new IllegalArgumentException("%s: %s is not supported, only %s is".formatted(key, !only, only));
        }
    }

    /// Channels per head where no key says so.
    static int headWidth(String widthKey, int width, String headsKey, int heads) {
        if (width % heads != 0) {
            throw new IllegalArgumentException(
                    "%s: expected a multiple of %s %d, found %d".formatted(widthKey, headsKey, heads, width));
        }
        return width / heads;
    }

    /// Refuses a string other than `only`, which is also what its absence means.
    static void requireOnly(JsonConfig config, String key, String only) {
        if (!config.stringOr(key, only).equals(only)) {
            throw new IllegalArgumentException(
                    "%s: '%s' is not supported, only '%s' is".formatted(key, config.stringOr(key, only), only));
        }
    }
}
