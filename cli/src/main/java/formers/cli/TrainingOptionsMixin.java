package formers.cli;

import formers.models.decoder.Presets;
import formers.training.Recipe;
import java.util.List;
import picocli.CommandLine.Option;

/// Options of a training run; what is not given comes from the preset's recipe.
final class TrainingOptionsMixin {

    @Option(
            names = "--data",
            paramLabel = "PATH",
            arity = "1..*",
            description = {
                "text to train on: files, folders, globs, .zip, .gz, .jsonl (field text), or - for standard input",
                "without it, the sources of this JDK (lib/src.zip)"
            })
    List<String> data = List.of();

    @Option(
            names = "--filter",
            paramLabel = "GLOB",
            description = "names to take inside folders and archives, such as **/*.java")
    String filter;

    @Option(
            names = "--tokenizer",
            paramLabel = "KIND",
            defaultValue = "bpe",
            description = {"byte, char, bpe, or a tokenizer.json (default ${DEFAULT-VALUE})"})
    String tokenizer;

    @Option(
            names = "--vocabulary",
            paramLabel = "N",
            defaultValue = "4096",
            description = "tokens of a bpe vocabulary that is trained (default ${DEFAULT-VALUE})")
    int vocabulary;

    @Option(
            names = "--context",
            paramLabel = "N",
            description = "tokens the model looks at together (default: the preset's)")
    Integer context;

    @Option(
            names = "--dropout",
            paramLabel = "P",
            defaultValue = "0",
            description = "share dropped in training (default ${DEFAULT-VALUE})")
    float dropout;

    @Option(names = "--steps", paramLabel = "N", description = "optimiser steps (default: the recipe's)")
    Long steps;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            defaultValue = "0",
            description = {"time budget of the training; the learning rate falls over its last part"})
    double minutes;

    @Option(names = "--batch", paramLabel = "N", description = "sequences per batch (default: the recipe's)")
    Integer batch;

    @Option(names = "--accumulation", paramLabel = "N", description = "batches per step (default: the recipe's)")
    Integer accumulation;

    @Option(
            names = "--schedule",
            paramLabel = "NAME",
            description = {"cosine, linear, constant, noam or wsd (default: cosine; wsd with --minutes)"})
    String schedule;

    @Option(names = "--learning-rate", paramLabel = "R", description = "peak (default: the recipe's)")
    Double learningRate;

    @Option(names = "--min-learning-rate", paramLabel = "R", description = "at the end (default: a tenth of the peak)")
    Double minLearningRate;

    @Option(names = "--warmup", paramLabel = "N", description = "steps of linear warm-up (default: the recipe's)")
    Long warmup;

    @Option(names = "--beta2", paramLabel = "B", description = "decay of AdamW's second moment (default: the recipe's)")
    Float beta2;

    @Option(names = "--weight-decay", paramLabel = "D", description = "of matrices (default: the recipe's)")
    Float weightDecay;

    @Option(
            names = "--clip",
            paramLabel = "N",
            description = "largest gradient norm, 0 for none (default: the recipe's)")
    Double clip;

    @Option(
            names = "--eval-every",
            paramLabel = "N",
            defaultValue = "250",
            description = "steps between evaluations, 0 for the end only (default ${DEFAULT-VALUE})")
    long evalEvery;

    @Option(
            names = "--eval-batches",
            paramLabel = "N",
            defaultValue = "20",
            description = "batches of an evaluation on the way (default ${DEFAULT-VALUE}); the last one takes all")
    int evalBatches;

    @Option(
            names = "--save-every",
            paramLabel = "N",
            defaultValue = "0",
            description = "steps between saves besides those at evaluations (default: none)")
    long saveEvery;

    @Option(
            names = "--patience",
            paramLabel = "N",
            defaultValue = "0",
            description = "evaluations without improvement after which to stop (default: never)")
    int patience;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1337", description = "(default ${DEFAULT-VALUE})")
    long seed;

    @Option(
            names = "--sample",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "prompt of the samples written on the way")
    String sample;

    /// The plan for a preset.
    RunPlan plan(String preset) {
        if (filter != null && data.isEmpty()) {
            throw new Failure("--filter needs --data: the JDK's sources have a filter of their own");
        }
        var config = Presets.of(preset).config();
        var recipe = Recipe.of(preset);
        double peak = or(learningRate, recipe.learningRate());
        long planned = or(steps, minutes > 0 ? Long.valueOf(Integer.MAX_VALUE) : Long.valueOf(recipe.steps()));
        return new RunPlan(
                preset,
                data,
                data.isEmpty() ? null : filter,
                tokenizer,
                vocabulary,
                or(context, config.context()),
                dropout,
                planned,
                minutes,
                or(batch, recipe.batch()),
                or(accumulation, recipe.accumulation()),
                or(schedule, minutes > 0 ? "wsd" : "cosine"),
                peak,
                or(minLearningRate, peak / 10),
                or(warmup, recipe.warmup()),
                or(beta2, recipe.beta2()),
                or(weightDecay, recipe.weightDecay()),
                or(clip, recipe.clip()),
                evalEvery,
                evalBatches,
                saveEvery,
                patience,
                seed,
                sample);
    }

    private static <T> T or(T given, T otherwise) {
        return given == null ? otherwise : given;
    }
}
