package formers.cli;

import formers.generation.GenerationOptions;
import formers.generation.Generator;
import formers.generation.SamplingOptions;
import formers.generation.TextGenerator;
import formers.models.checkpoint.AtomicFile;
import formers.models.checkpoint.ModelDirectory;
import formers.models.decoder.Decoder;
import formers.models.decoder.DecoderFiles;
import formers.models.decoder.Presets;
import formers.models.nn.Parameters;
import formers.text.Tokenizer;
import formers.text.TokenizerFiles;
import formers.training.AdamW;
import formers.training.DivergedException;
import formers.training.MemoryEstimate;
import formers.training.RunReport;
import formers.training.Schedule;
import formers.training.Trainer;
import formers.training.TrainingOptions;
import formers.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// One sitting of a training run in its directory: prepares the data, trains, writes the report.
final class TrainingRun {

    private static final int SAMPLE_TOKENS = 120;

    private final RunPlan plan;
    private final Path directory;
    private final boolean resume;
    private final Progress progress;

    TrainingRun(RunPlan plan, Path directory, boolean resume, Progress progress) {
        this.plan = plan;
        this.directory = directory;
        this.resume = resume;
        this.progress = progress;
    }

    /// Refuses a plan that cannot work, before anything is read or written.
    static void check(RunPlan plan) {
        var config =
                Presets.of(plan.preset()).config().withContext(plan.context()).withDropout(plan.dropout());
        options(plan);
        MemoryEstimate.of(config, plan.batch()).requireFits(Runtime.getRuntime().maxMemory());
    }

    TrainingResult run() throws IOException {
        if (!resume) {
            PreparedData.forget(directory);
        }
        var ended = new CountDownLatch(1);
        try (var data = PreparedData.of(plan, directory, progress::note)) {
            return train(data, ended);
        } finally {
            ended.countDown();
        }
    }

    private TrainingResult train(PreparedData data, CountDownLatch ended) throws IOException {
        var tokenizer = data.tokenizer();
        var config = Presets.of(plan.preset())
                .config()
                .withVocabulary(tokenizer.vocabularySize())
                .withContext(plan.context())
                .withDropout(plan.dropout());
        MemoryEstimate.of(config, plan.batch()).requireFits(Runtime.getRuntime().maxMemory());
        data.requireLongerThan(plan.context());
        plan.save(directory); // from here on there is a run
        var model = new Decoder(config, Parameters.initialised(plan.seed()));
        progress.note("%s: %s parameters, vocabulary %,d, context %d, %,d training tokens"
                .formatted(
                        plan.preset(),
                        Count.of(model.parameters().count()),
                        config.vocabulary(),
                        config.context(),
                        data.trainingTokens()));
        var trainer = new Trainer(
                model,
                options(plan),
                data.training(plan),
                data.validation(plan),
                directory,
                target -> save(model, tokenizer, target),
                () -> sample(model, tokenizer),
                progress);
        if (resume) {
            trainer.resume();
        }
        var result = runUntilAskedToStop(trainer, ended);
        progress.close();
        RunReport.write(
                directory,
                title(),
                result,
                plan.described(),
                Environment.describe(),
                Count.of(model.parameters().count()));
        return result;
    }

    /// Ctrl-C lets the step end, saves, and only then ends the process. The hook waits for the run and not
    /// for its thread: that one may be waiting in [System#exit] for the hook.
    private TrainingResult runUntilAskedToStop(Trainer trainer, CountDownLatch ended) throws IOException {
        var hook = new Thread(() -> {
            trainer.stop();
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the JVM is going down anyway
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return trainer.run();
        } catch (DivergedException e) {
            throw new Failure(e.getMessage());
        } finally {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException shuttingDown) {
                progress.note("stopped; continue with: formers train --resume " + directory);
            }
        }
    }

    private String title() {
        return "Training of " + plan.preset();
    }

    private static TrainingOptions options(RunPlan plan) {
        return new TrainingOptions(
                plan.steps(),
                plan.minutes(),
                plan.batch(),
                plan.accumulation(),
                schedule(plan),
                new AdamW.Settings(0.9f, plan.beta2(), 1e-8f, plan.weightDecay()),
                plan.clip(),
                plan.evalEvery(),
                plan.evalBatches(),
                plan.saveEvery(),
                plan.patience(),
                plan.seed());
    }

    private static Schedule schedule(RunPlan plan) {
        double peak = plan.learningRate();
        double floor = plan.minLearningRate();
        long warmup = plan.warmup();
        return switch (plan.schedule()) {
            case "cosine" -> new Schedule.Cosine(peak, floor, warmup, plan.steps());
            case "linear" -> new Schedule.Linear(peak, floor, warmup, plan.steps());
            case "constant" -> new Schedule.Constant(peak, warmup);
            case "wsd" -> new Schedule.WarmupStableDecay(peak, floor, warmup, plan.steps() / 5, plan.steps());
            case "noam" ->
                new Schedule.Noam(peak, Presets.of(plan.preset()).config().width(), Math.max(1, warmup));
            default ->
                throw new IllegalArgumentException(
                        "no schedule '%s'; there are cosine, linear, constant, wsd, noam".formatted(plan.schedule()));
        };
    }

    private static void save(Decoder model, Tokenizer tokenizer, Path target) throws IOException {
        DecoderFiles.save(model, target);
        AtomicFile.writeText(target.resolve(ModelDirectory.TOKENIZER), TokenizerFiles.toJson(tokenizer));
    }

    private String sample(Decoder model, Tokenizer tokenizer) {
        var options = GenerationOptions.of(
                        SamplingOptions.plain(plan.seed()).withTemperature(0.8f).withTopK(50), SAMPLE_TOKENS)
                .sliding(true);
        return new TextGenerator(new Generator(model), tokenizer).complete(plan.sample(), options);
    }
}
