package formers.cli;

import formers.models.decoder.DecoderConfig;
import formers.models.decoder.DecoderFiles;
import formers.models.decoder.Presets;
import formers.models.scaling.DecoderCompute;
import formers.models.translation.presets.TranslationFiles;
import formers.models.translation.presets.TranslationPresets;
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
            "  formers models transformer-tiny      # one that translates",
            "  formers models runs/book",
            "  formers models --budget 1e21         # how large a model, on how many tokens",
            "  formers models gpt2 --budget 1e18    # what loss that model comes to",
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
            description = {
                "floating-point operations of a whole training, such as 1e21: how large a model to train, on how many"
                        + " tokens; with a model, what it makes of them"
            })
    private Double budget;

    @Override
    public Integer call() throws IOException {
        var spent = budget == null ? null : new Budget(budget);
        if (preset != null) {
            describe(preset, spent);
        } else if (spent != null) {
            spent.print();
        } else {
            matrix();
            System.out.println();
            list();
        }
        return 0;
    }

    /// @param budget what there is to train it with, or null
    private static void describe(String name, Budget budget) throws IOException {
        if (TranslationPresets.all().containsKey(name)) {
            refuse(budget, name);
            TranslationDescription.preset(TranslationPresets.of(name));
        } else if (TranslationFiles.isTranslation(Path.of(name))) {
            refuse(budget, name);
            TranslationDescription.directory(Path.of(name));
        } else if (Presets.all().containsKey(name) || !Files.exists(Path.of(name))) {
            describe(Presets.of(name), budget);
        } else {
            var config = DecoderFiles.config(Path.of(name));
            row("model", name);
            describe(config, budget);
        }
    }

    private static void refuse(Budget budget, String name) {
        if (budget != null) {
            throw new Failure("--budget is for language models; %s translates".formatted(name));
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
                    Count.of(preset.config().parameterCount()),
                    preset.config().context(),
                    preset.summary());
        }
        for (var preset : TranslationPresets.all().values()) {
            System.out.printf(
                    Locale.ROOT,
                    PRESETS,
                    preset.name(),
                    Count.of(preset.counted().parameters().count()),
                    "",
                    "translation: " + preset.summary());
        }
    }

    private static void describe(Presets.Preset preset, Budget budget) {
        var config = preset.config();
        var recipe = Recipe.of(preset.name());
        row("preset", preset.name() + ": " + preset.summary());
        row("family", preset.family());
        describe(config, budget);
        describe(config, recipe);
    }

    private static void describe(DecoderConfig config, Budget budget) {
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
        var training = new Compute(config);
        row("FLOPs per token", training.perToken());
        row("of which", training.parts());
        row("rules of thumb", training.rulesOfThumb());
        row("optimal tokens", training.optimalTokens());
        if (budget != null) {
            row("budget", training.of(budget.flops()));
        }
    }

    private static void describe(DecoderConfig config, Recipe recipe) {
        row(
                "training step",
                String.format(
                        Locale.ROOT,
                        "%.3g FLOPs for a batch of %d",
                        new DecoderCompute(config).training(config.context()) * recipe.batch(),
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

    static void row(String name, String value) {
        System.out.printf("%-16s %s%n", name, value);
    }
}
