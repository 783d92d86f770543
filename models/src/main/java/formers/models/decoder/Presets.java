package formers.models.decoder;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/// The named decoders, those that train on one machine first.
public final class Presets {

    /// A named decoder.
    ///
    /// @param family  what it belongs to; the first preset of a family shows its components
    /// @param summary what it is, in one line
    public record Preset(String name, String family, String summary, DecoderConfig config) {}

    private static final Map<String, Preset> ALL = all(
            SmallPresets.all(),
            GptPresets.all(),
            PaperPresets.all(),
            LlamaPresets.all(),
            QwenPresets.all(),
            GemmaPresets.all(),
            OtherPresets.all());

    private Presets() {}

    @SafeVarargs
    private static Map<String, Preset> all(Stream<Preset>... groups) {
        var all = new LinkedHashMap<String, Preset>();
        for (var group : groups) {
            group.forEach(preset -> {
                if (all.put(preset.name(), preset) != null) {
                    throw new IllegalStateException("two presets are called " + preset.name());
                }
            });
        }
        return Collections.unmodifiableMap(all);
    }

    /// Every preset by name, in the order in which they are listed.
    public static Map<String, Preset> all() {
        return ALL;
    }

    /// The preset of that name.
    ///
    /// @throws IllegalArgumentException if there is none; lists those there are
    public static Preset of(String name) {
        var preset = ALL.get(name);
        if (preset == null) {
            throw new IllegalArgumentException(
                    "no preset '%s'; there are %s".formatted(name, String.join(", ", ALL.keySet())));
        }
        return preset;
    }
}
