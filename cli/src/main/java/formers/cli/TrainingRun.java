package formers.cli;

import formers.training.AdamW;
import formers.training.DivergedException;
import formers.training.RunReport;
import formers.training.Schedule;
import formers.training.Trainer;
import formers.training.TrainingOptions;
import formers.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;

/// One sitting of a training run in its directory: prepares the data, trains, writes the report.
final class TrainingRun {

    private static final float BETA1 = 0.9f;

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
        options(plan, 1, 1);
        if (plan.pairs() == null) {
            LanguageSubject.check(plan);
        } else {
            TranslationSubject.check(plan);
        }
    }

    TrainingResult run() throws IOException {
        if (!resume) {
            PreparedData.forget(directory);
            PreparedPairs.forget(directory);
        }
        try (var subject = subject()) {
            return train(subject);
        }
    }

    private TrainingSubject subject() throws IOException {
        return plan.pairs() == null
                ? new LanguageSubject(plan, PreparedData.of(plan, directory, progress::note))
                : new TranslationSubject(plan, PreparedPairs.of(plan, directory, progress::note));
    }

    private TrainingResult train(TrainingSubject subject) throws IOException {
        plan.save(directory); // from here on there is a run
        progress.note(subject.summary());
        var trainer = new Trainer(
                subject.objective(),
                options(plan, subject.width(), subject.batchesPerEpoch()),
                directory,
                subject::save,
                subject::sample,
                progress);
        if (resume) {
            trainer.resume();
        }
        // Ctrl-C lets the step end, saves, and only then ends the process.
        try (var _ = new StopOnExit(
                trainer::stop, () -> progress.note("stopped; continue with: formers train --resume " + directory))) {
            var result = trainer.run();
            progress.close();
            RunReport.write(
                    directory,
                    title(),
                    result,
                    plan.described(),
                    Environment.describe(),
                    Count.of(subject.objective().parameters().count()));
            return result;
        } catch (DivergedException e) {
            throw new Failure(e.getMessage());
        }
    }

    private String title() {
        return "Training of " + plan.preset();
    }

    /// @param width    of the model
    /// @param perEpoch batches of an epoch
    private static TrainingOptions options(RunPlan plan, int width, long perEpoch) {
        long epoch = Math.max(1, perEpoch / plan.accumulation());
        long steps = plan.epochs() > 0 ? Math.max(1, Math.round(plan.epochs() * epoch)) : plan.steps();
        return new TrainingOptions(
                steps,
                plan.minutes(),
                plan.accumulation(),
                schedule(plan, steps, width),
                new AdamW.Settings(BETA1, plan.beta2(), plan.epsilon(), plan.weightDecay()),
                plan.clip(),
                plan.evalEvery() < 0 ? epoch : plan.evalEvery(),
                plan.evalBatches(),
                plan.saveEvery(),
                plan.patience(),
                plan.average(),
                plan.seed());
    }

    private static Schedule schedule(RunPlan plan, long steps, int width) {
        double peak = plan.learningRate();
        double floor = plan.minLearningRate();
        long warmup = plan.warmup();
        return switch (plan.schedule()) {
            case "cosine" -> new Schedule.Cosine(peak, floor, warmup, steps);
            case "linear" -> new Schedule.Linear(peak, floor, warmup, steps);
            case "constant" -> new Schedule.Constant(peak, warmup);
            case "wsd" -> new Schedule.WarmupStableDecay(peak, floor, warmup, steps / 5, steps);
            case "noam" -> Schedule.Noam.ofPeak(peak, width, Math.max(1, warmup));
            default ->
                throw new IllegalArgumentException(
                        "no schedule '%s'; there are cosine, linear, constant, wsd, noam".formatted(plan.schedule()));
        };
    }
}
