package formers.cli;

import formers.models.decoder.DecoderConfig;
import formers.models.decoder.Presets;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import formers.training.MemoryEstimate;
import formers.training.Recipe;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        description = "Lists the presets that can be trained, or describes one.",
        footer = {
            "",
            "Examples:",
            "  formers models",
            "  formers models gpt-nano",
        })
final class ModelsCommand implements Runnable {

    @Parameters(arity = "0..1", paramLabel = "PRESET", description = "a preset to describe; without, all are listed")
    private String preset;

    @Override
    public void run() {
        if (preset == null) {
            list();
        } else {
            describe(Presets.of(preset));
        }
    }

    private static void list() {
        System.out.printf(Locale.ROOT, "%-12s %12s %8s  %s%n", "preset", "parameters", "context", "what it is");
        for (var preset : Presets.all().values()) {
            System.out.printf(
                    Locale.ROOT,
                    "%-12s %12s %8d  %s%n",
                    preset.name(),
                    count(preset.config().parameterCount()),
                    preset.config().context(),
                    preset.summary());
        }
    }

    private static void describe(Presets.Preset preset) {
        var config = preset.config();
        var recipe = Recipe.of(preset.name());
        row("preset", preset.name() + ": " + preset.summary());
        row("parameters", "%,d (with a vocabulary of %,d)".formatted(config.parameterCount(), config.vocabulary()));
        row("context", config.context() + " tokens");
        row("layers", Integer.toString(config.layers()));
        row("width", Integer.toString(config.width()));
        row(
                "heads",
                config.heads() + " query, " + config.kvHeads() + " key/value, each " + config.headWidth() + " wide");
        row("feed-forward", feedForward(config.feedForward()));
        row("norm", norm(config.norm()));
        row("positions", positions(config.positions()));
        row("output", config.tied() ? "tied to the token embedding" : "its own projection");
        row(
                "training step",
                String.format(
                        Locale.ROOT,
                        "%.3g FLOPs for a batch of %d",
                        3 * config.forwardFlops(config.context()) * recipe.batch(),
                        recipe.batch()));
        row(
                "memory to train",
                String.format(
                        Locale.ROOT,
                        "about %.2f GB with a batch of %d",
                        MemoryEstimate.of(config, recipe.batch()).bytes() / 1e9,
                        recipe.batch()));
        row(
                "recipe",
                String.format(
                        Locale.ROOT,
                        "batch %d, accumulation %d, learning rate %.1e, warm-up %d, %d steps",
                        recipe.batch(),
                        recipe.accumulation(),
                        recipe.learningRate(),
                        recipe.warmup(),
                        recipe.steps()));
        row("cache", cacheBytes(config) + " bytes per token while generating");
    }

    private static long cacheBytes(DecoderConfig config) {
        return 2L * config.layers() * config.kvHeads() * config.headWidth() * Float.BYTES;
    }

    private static String feedForward(FeedForward feedForward) {
        return switch (feedForward) {
            case FeedForward.Plain(var activation, var hidden) -> activation.label() + ", " + hidden + " wide";
            case FeedForward.Gated(var gate, var hidden) ->
                "gated (" + gate.name().toLowerCase(Locale.ROOT) + "), " + hidden + " wide";
        };
    }

    private static String norm(Norm norm) {
        return switch (norm) {
            case Norm.Layer layer -> "layer norm, epsilon " + layer.epsilon();
            case Norm.Rms rms -> "root mean square, epsilon " + rms.epsilon();
        };
    }

    private static String positions(Positions positions) {
        return switch (positions) {
            case Positions.Learned() -> "learned";
            case Positions.Rotary(var base, var pairing) ->
                "rotary, base %.0f, %s".formatted(base, pairing.name().toLowerCase(Locale.ROOT));
            case Positions.Alibi() -> "ALiBi";
            case Positions.None() -> "none";
        };
    }

    private static void row(String name, String value) {
        System.out.printf("%-16s %s%n", name, value);
    }

    /// A count as people say it.
    static String count(long parameters) {
        return parameters < 1_000_000
                ? String.format(Locale.ROOT, "%.0fk", parameters / 1e3)
                : parameters < 1_000_000_000
                        ? String.format(Locale.ROOT, "%.1fM", parameters / 1e6)
                        : String.format(Locale.ROOT, "%.2fB", parameters / 1e9);
    }
}
