package formers.models.decoder;

import formers.models.nn.Activation;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import formers.tensor.Gate;
import formers.tensor.RotaryTable;
import java.util.LinkedHashMap;
import java.util.Map;

/// The named decoders.
public final class Presets {

    /// A named decoder.
    ///
    /// @param summary what it is, in one line
    public record Preset(String name, String summary, DecoderConfig config) {}

    private static final int GPT2_VOCABULARY = 50_257;
    private static final Map<String, Preset> ALL = new LinkedHashMap<>();

    static {
        gpt2("gpt-nano", "nanoGPT's CPU recipe: 4 layers, 4 heads, 128 wide, context 64", 256, 64, 4, 128, 4);
        gpt2("gpt-micro", "4 layers, 4 heads, 128 wide, context 128", 256, 128, 4, 128, 4);
        gpt2("gpt-mini", "6 layers, 6 heads, 192 wide, context 256", 256, 256, 6, 192, 6);
        gpt2("gpt2", "GPT-2 small (Radford et al. 2019)", GPT2_VOCABULARY, 1024, 12, 768, 12);
        gpt2("gpt2-medium", "GPT-2 medium", GPT2_VOCABULARY, 1024, 24, 1024, 16);
        gpt2("gpt2-large", "GPT-2 large", GPT2_VOCABULARY, 1024, 36, 1280, 20);
        gpt2("gpt2-xl", "GPT-2 extra large", GPT2_VOCABULARY, 1024, 48, 1600, 25);
        llama(
                "llama-tiny",
                "LLaMA's components at 4 layers, 4 heads, 128 wide, context 128",
                256,
                128,
                4,
                128,
                4,
                2,
                344);
    }

    private Presets() {}

    /// Every preset by name, in the order in which they are listed.
    public static Map<String, Preset> all() {
        return java.util.Collections.unmodifiableMap(ALL);
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

    private static void gpt2(
            String name, String summary, int vocabulary, int context, int layers, int width, int heads) {
        ALL.put(
                name,
                new Preset(
                        name,
                        summary,
                        new DecoderConfig(
                                vocabulary,
                                context,
                                layers,
                                width,
                                heads,
                                heads,
                                width / heads,
                                new FeedForward.Plain(Activation.GELU_TANH, 4 * width),
                                new Norm.Layer(1e-5f, true),
                                new Positions.Learned(),
                                DecoderConfig.Biases.ALL,
                                true,
                                0,
                                0)));
    }

    private static void llama(
            String name,
            String summary,
            int vocabulary,
            int context,
            int layers,
            int width,
            int heads,
            int kvHeads,
            int hidden) {
        ALL.put(
                name,
                new Preset(
                        name,
                        summary,
                        new DecoderConfig(
                                vocabulary,
                                context,
                                layers,
                                width,
                                heads,
                                kvHeads,
                                width / heads,
                                new FeedForward.Gated(Gate.SILU, hidden),
                                new Norm.Rms(1e-5f),
                                new Positions.Rotary(10_000, RotaryTable.Pairing.HALF),
                                DecoderConfig.Biases.NONE,
                                true,
                                0,
                                0)));
    }
}
