package formers.cli;

import formers.models.decoder.DecoderConfig;
import formers.models.decoder.DecoderFiles;
import formers.models.decoder.Presets;
import formers.models.scaling.ChinchillaTable;
import formers.models.scaling.DecoderCompute;
import formers.models.scaling.ParametricLaw;
import formers.training.MemoryEstimate;
import formers.training.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        description = {
            "Lists families of models and their presets, or describes one of them or a model.",
            "Tells what training it takes, and how many tokens it should see; or what a budget of compute buys."
        },
        footer = {
            "",
            "Examples:",
            "  formers models",
            "  formers models gpt-nano",
            "  formers models llama3-8b",
            "  formers models runs/book",
            "  formers models --budget 1e21    # operations of a whole training",
        })
final class ModelsCommand implements Callable<Integer> {

    private static final String PRESETS = "%-18s %12s %8s  %s%n";

    @Parameters(
            arity = "0..1",
            paramLabel = "PRESET|MODEL",
            description = "a preset or a model directory to describe; without, all presets are listed")
    private String preset;

    @Option(
            names = "--budget",
            paramLabel = "FLOPS",
            description = "floating-point operations: how large a model to train with them, on how many tokens")
    private Double budget;

    @Override
    public Integer call() throws IOException {
        if (budget != null) {
            Budget.print(budget);
        } else if (preset == null) {
            matrix();
            System.out.println();
            list();
        } else {
            describe(preset);
        }
        return 0;
    }

    private static void describe(String name) throws IOException {
        if (Presets.all().containsKey(name) || !Files.exists(Path.of(name))) {
            describe(Presets.of(name));
        } else {
            var config = DecoderFiles.config(Path.of(name));
            row("model", name);
            describe(config);
        }
    }

    /// A row for each family, from its first preset.
    private static void matrix() {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("family", "norm", "place", "positions", "feed-forward", "attention", "biases", "tied"));
        var seen = new HashSet<String>();
        for (var preset : Presets.all().values()) {
            if (seen.add(preset.family())) {
                rows.add(matrixRow(preset));
            }
        }
        var widths = new int[rows.getFirst().size()];
        for (var row : rows) {
            Arrays.setAll(
                    widths, column -> Math.max(widths[column], row.get(column).length()));
        }
        for (var row : rows) {
            var line = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                line.append(row.get(column))
                        .repeat(' ', widths[column] + 2 - row.get(column).length());
            }
            System.out.println(line.toString().stripTrailing());
        }
    }

    private static List<String> matrixRow(Presets.Preset preset) {
        var components = new Components(preset.config());
        return List.of(
                preset.family(),
                components.shortNorm(),
                components.place(),
                components.positions(),
                components.shortFeedForward(),
                components.attention(),
                components.biases(),
                preset.config().tied() ? "yes" : "no");
    }

    private static void list() {
        System.out.printf(Locale.ROOT, PRESETS, "preset", "parameters", "context", "what it is");
        for (var preset : Presets.all().values()) {
            System.out.printf(
                    Locale.ROOT,
                    PRESETS,
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
        row("family", preset.family());
        describe(config);
        describe(config, recipe);
    }

    private static void describe(DecoderConfig config) {
        var components = new Components(config);
        var compute = new DecoderCompute(config);
        row("parameters", "%,d (with a vocabulary of %,d)".formatted(config.parameterCount(), config.vocabulary()));
        if (compute.activeParameters() != compute.parameters()) {
            row("active", "%,d for each token".formatted(compute.activeParameters()));
        }
        row("no embeddings", "%,d".formatted(compute.parametersWithoutEmbeddings()));
        row("context", config.context() + " tokens");
        row("layers", Integer.toString(config.layers()));
        row("width", Integer.toString(config.width()));
        row("heads", components.heads());
        row("attention", components.attention());
        row("feed-forward", components.feedForward());
        row("norm", components.norm());
        row("positions", components.positions());
        row("biases", components.biases());
        row("output", components.output());
        row("cache", config.cacheBytesPerToken() + " bytes per token while generating");
        int context = config.context();
        row(
                "FLOPs per token",
                String.format(
                        Locale.ROOT,
                        "%.3g forward, %.3g in training, at %,d tokens; 6N says %.3g",
                        compute.forward(context) / context,
                        compute.trainingPerToken(context),
                        context,
                        compute.ruleOfThumb()));
        var optimum = ParametricLaw.REFITTED.optimumFor(compute.activeParameters());
        double table = ChinchillaTable.tokens(compute.activeParameters());
        row(
                "optimal tokens",
                String.format(
                        Locale.ROOT,
                        "%s (%.1f per parameter), %.3g FLOPs, loss %.2f; Chinchilla's table: %s",
                        Budget.tokens(optimum.tokens()),
                        optimum.tokens() / optimum.parameters(),
                        optimum.flops(),
                        optimum.loss(),
                        Budget.tokens(table)));
    }

    private static void describe(DecoderConfig config, Recipe recipe) {
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
