package formers.cli;

import formers.models.decoder.Presets;
import formers.models.translation.presets.TranslationPresets;
import formers.training.Recipe;
import formers.training.TranslationRecipe;
import java.util.List;
import picocli.CommandLine.Option;

/// Options of a training run; what is not given comes from the preset's recipe.
final class TrainingOptionsMixin {

    private static final long UNLIMITED = Integer.MAX_VALUE;
    private static final float EPSILON = 1e-8f;

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
            names = "--source",
            paramLabel = "FILE",
            arity = "1..*",
            description = {
                "for translation: lines to translate (plain text, .gz, or - for standard input)",
                "without it, the messages of this JDK's tools in English"
            })
    List<String> source = List.of();

    @Option(
            names = "--target",
            paramLabel = "FILE",
            arity = "1..*",
            description = "for translation: their translations, line by line")
    List<String> target = List.of();

    @Option(
            names = "--validation-source",
            paramLabel = "FILE",
            arity = "1..*",
            description = "for translation: lines held out (default: every 20th pair)")
    List<String> validationSource = List.of();

    @Option(
            names = "--validation-target",
            paramLabel = "FILE",
            arity = "1..*",
            description = "for translation: their translations")
    List<String> validationTarget = List.of();

    @Option(
            names = "--language",
            paramLabel = "L",
            description = "for translation without --source: of the JDK's messages: de (default), ja or zh_CN")
    String language;

    @Option(
            names = "--label-smoothing",
            paramLabel = "E",
            description = "for translation: share of probability spread over all tokens (default 0.1)")
    Float labelSmoothing;

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
            description = {
                "tokens of a bpe vocabulary that is trained, for both languages in translation (default ${DEFAULT-VALUE})"
            })
    int vocabulary;

    @Option(
            names = "--context",
            paramLabel = "N",
            description = {
                "tokens the model looks at together (default: the preset's)",
                "in translation, of the longest sentence: longer pairs are left out (default: 256)"
            })
    Integer context;

    @Option(
            names = "--dropout",
            paramLabel = "P",
            description = "share dropped in training (default: 0, in translation the preset's)")
    Float dropout;

    @Option(names = "--steps", paramLabel = "N", description = "optimiser steps (default: the recipe's)")
    Long steps;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "for translation, instead of --steps: times to see every pair (default: the recipe's)")
    Double epochs;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            defaultValue = "0",
            description = {"time budget of the training; the learning rate falls over its last part"})
    double minutes;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "sequences per batch, in translation tokens (default: the recipe's)")
    Integer batch;

    @Option(names = "--accumulation", paramLabel = "N", description = "batches per step (default: the recipe's)")
    Integer accumulation;

    @Option(
            names = "--schedule",
            paramLabel = "NAME",
            description = {
                "cosine, linear, constant, noam or wsd (default: cosine, in translation noam; wsd with --minutes)"
            })
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
            description = "steps between evaluations, 0 for the end only (default: 250, in translation an epoch)")
    Long evalEvery;

    @Option(
            names = "--eval-batches",
            paramLabel = "N",
            description =
                    "batches of an evaluation on the way (default: 20, in translation all); the last one takes all")
    Integer evalBatches;

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

    @Option(
            names = "--average",
            paramLabel = "N",
            description = {
                "the model is the mean of the last N evaluations', if that is better (default: 0, in translation 5)"
            })
    Integer average;

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
        if (TranslationPresets.all().containsKey(preset)) {
            return translation(preset);
        }
        if (Presets.all().containsKey(preset)) {
            return language(preset);
        }
        throw new Failure("no preset '%s'; 'formers models' lists them: gpt-nano and llama-tiny write, transformer-tiny"
                        .formatted(preset)
                + " and rnnsearch translate, for instance");
    }

    private RunPlan language(String preset) {
        if (filter != null && data.isEmpty()) {
            throw new Failure("--filter needs --data: the JDK's sources have a filter of their own");
        }
        refuse(preset, "a language model, which learns from --data", "--source", !source.isEmpty());
        refuse(preset, "a language model, which learns from --data", "--target", !target.isEmpty());
        refuse(preset, "a language model", "--validation-source", !validationSource.isEmpty());
        refuse(preset, "a language model", "--validation-target", !validationTarget.isEmpty());
        refuse(preset, "a language model", "--language", language != null);
        refuse(preset, "a language model", "--label-smoothing", labelSmoothing != null);
        refuse(preset, "a language model, whose windows start anywhere; give --steps", "--epochs", epochs != null);
        var config = Presets.of(preset).config();
        var recipe = Recipe.of(preset);
        double peak = or(learningRate, recipe.learningRate());
        return new RunPlan(
                preset,
                data,
                data.isEmpty() ? null : filter,
                tokenizer,
                vocabulary,
                or(context, config.context()),
                or(dropout, 0f),
                or(steps, minutes > 0 ? UNLIMITED : Long.valueOf(recipe.steps())),
                0,
                minutes,
                or(batch, recipe.batch()),
                or(accumulation, recipe.accumulation()),
                or(schedule, minutes > 0 ? "wsd" : "cosine"),
                peak,
                or(minLearningRate, peak / 10),
                or(warmup, recipe.warmup()),
                or(beta2, recipe.beta2()),
                EPSILON,
                or(weightDecay, recipe.weightDecay()),
                or(clip, recipe.clip()),
                or(evalEvery, 250L),
                or(evalBatches, 20),
                saveEvery,
                patience,
                or(average, 0),
                seed,
                sample,
                null);
    }

    private RunPlan translation(String preset) {
        refuse(preset, "a translation model, which learns from --source and --target", "--data", !data.isEmpty());
        refuse(preset, "a translation model, which learns from --source and --target", "--filter", filter != null);
        refuse(
                preset,
                "a translation model, which shows translations of what is held out",
                "--sample",
                !sample.isEmpty());
        requireBoth("--source", source, "--target", target);
        requireBoth("--validation-source", validationSource, "--validation-target", validationTarget);
        if (source.isEmpty() && !validationSource.isEmpty()) {
            throw new Failure("--validation-source needs --source and --target");
        }
        if (language != null && !source.isEmpty()) {
            throw new Failure("--language is for the JDK's messages; leave it out with --source");
        }
        if (epochs != null && (steps != null || minutes > 0)) {
            throw new Failure("--epochs, --steps and --minutes say the same in different ways; give one of them");
        }
        var chosen = TranslationPresets.of(preset);
        var recipe = TranslationRecipe.of(preset);
        double peak = or(learningRate, recipe.learningRate());
        boolean counted = steps != null || minutes > 0;
        return new RunPlan(
                preset,
                List.of(),
                null,
                tokenizer,
                vocabulary,
                or(context, 256),
                or(dropout, chosen.dropout()),
                or(steps, UNLIMITED),
                counted ? 0 : or(epochs, recipe.epochs()),
                minutes,
                or(batch, recipe.tokens()),
                or(accumulation, 1),
                or(schedule, minutes > 0 ? "wsd" : "noam"),
                peak,
                or(minLearningRate, peak / 10),
                or(warmup, recipe.warmup()),
                or(beta2, recipe.beta2()),
                recipe.epsilon(),
                or(weightDecay, 0f),
                or(clip, 1.0),
                or(evalEvery, -1L),
                or(evalBatches, Integer.MAX_VALUE),
                saveEvery,
                patience,
                or(average, 5),
                seed,
                "",
                new RunPlan.Pairs(
                        source,
                        target,
                        validationSource,
                        validationTarget,
                        or(language, "de"),
                        or(labelSmoothing, recipe.smoothing())));
    }

    private static void refuse(String preset, String kind, String option, boolean given) {
        if (given) {
            throw new Failure("%s does not go with %s: that is %s".formatted(option, preset, kind));
        }
    }

    private static void requireBoth(String one, List<String> first, String other, List<String> second) {
        if (first.isEmpty() != second.isEmpty()) {
            throw new Failure("%s needs %s, whose lines are the translations"
                    .formatted(first.isEmpty() ? other : one, first.isEmpty() ? one : other));
        }
    }

    private static <T> T or(T given, T otherwise) {
        return given == null ? otherwise : given;
    }
}
