package formers.models.testing;

import java.util.Optional;

/// Reads rotary positions from a configuration, in either of its spellings: `rope_theta`, `rope_scaling` and
/// `partial_rotary_factor` side by side, or together in `rope_parameters`, there possibly once per type of layer.
final class RotaryConfig {

    private RotaryConfig() {}

    /// The frequencies of layers of a type, `full_attention` or `sliding_attention`.
    ///
    /// @param share of a head's channels that turn, unless the configuration tells
    static RotaryFrequencies read(ConfigJson config, String layerType, int headWidth, double share) {
        // Where windowed layers have a base of their own, only the others are scaled (Gemma 3).
        boolean local = layerType.equals("sliding_attention") && config.has("rope_local_base_freq");
        var together = config.object("rope_parameters");
        var parameters = together.flatMap(all -> all.object(layerType))
                .or(() -> together)
                .or(() -> local ? Optional.empty() : config.object("rope_scaling"))
                .orElse(ConfigJson.EMPTY);
        double base = config.number("rope_theta", config.number("rotary_emb_base", 10_000));
        double theta = parameters.number("rope_theta", local ? config.number("rope_local_base_freq") : base);
        double part = parameters.number("partial_rotary_factor", config.number("partial_rotary_factor", share));
        int context = config.integer("max_position_embeddings");
        int original = parameters.integer(
                "original_max_position_embeddings", config.integer("original_max_position_embeddings", context));
        return new RotaryScaling(parameters, theta, (int) (part * headWidth), context, original).frequencies();
    }
}
