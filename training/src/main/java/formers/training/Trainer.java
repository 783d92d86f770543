package formers.training;

import formers.models.LanguageModel;
import formers.models.nn.Pass;
import formers.tensor.RandomSource;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Trains a language model on next-token prediction, and leaves a run directory: the best model, the
/// state to resume from, metrics, samples.
///
/// A run resumes bit for bit: batches and dropout are functions of seed and step, and the state is
/// saved as a whole. (With a time budget the number of steps is decided once, from the speed of the
/// machine, and saved with the state.)
public final class Trainer {

    /// Steps over which speed and training loss are averaged for metrics.
    private static final int LOG_EVERY = 10;

    /// Share of a time budget after which the remaining steps are counted and the rate begins to fall.
    private static final double DECIDE_AT = 0.6;

    /// Writes the model's own files into a directory.
    @FunctionalInterface
    public interface ModelWriter {
        void save(Path directory) throws IOException;
    }

    private final LanguageModel model;
    private final TrainingOptions options;
    private final TrainingData data;
    private final ValidationData validation;
    private final Path directory;
    private final ModelWriter writer;
    private final Supplier<String> sampler;
    private final TrainingListener listener;
    private final AdamW optimizer;
    private final RandomSource random;
    private final Divergence divergence = new Divergence();
    private TrainingState state = TrainingState.fresh();
    private Metrics metrics;
    private Samples samples;
    private volatile boolean stopping;

    /// @param sampler writes a sample with the model as it is, at every evaluation; null for none
    public Trainer(
            LanguageModel model,
            TrainingOptions options,
            TrainingData data,
            ValidationData validation,
            Path directory,
            ModelWriter writer,
            Supplier<String> sampler,
            TrainingListener listener) {
        this.model = model;
        this.options = options;
        this.data = data;
        this.validation = validation;
        this.directory = directory;
        this.writer = writer;
        this.sampler = sampler;
        this.listener = listener;
        model.parameters().requireGradients();
        optimizer = new AdamW(model.parameters().all(), options.optimizer());
        random = RandomSource.seeded(options.seed()).at("training");
    }

    /// Whether a directory holds a run that can be resumed.
    public static boolean canResume(Path directory) {
        return TrainingState.exists(directory);
    }

    /// Reads the state saved in the directory; the run then continues from there.
    ///
    /// @throws IOException if there is none, or it cannot be read
    public void resume() throws IOException {
        state = TrainingState.load(directory, tensors());
        optimizer.resumeAt(state.step());
    }

    /// Asks the run to save and end after the step it is in. May be called from any thread.
    public void stop() {
        stopping = true;
    }

    /// Trains to the end, or until [#stop].
    ///
    /// @throws DivergedException if the loss or a gradient is no longer finite, or the loss keeps rising
    public TrainingResult run() throws IOException {
        metrics = Metrics.open(directory.resolve("metrics.jsonl"), state.step());
        samples = Samples.open(directory.resolve("samples.txt"), state.step());
        var clock = new Clock(state.seconds());
        var window = new Window(state.lossSum(), state.lossSteps());
        var ending = TrainingResult.Ending.COMPLETE;
        double trainLoss = Double.NaN;
        while (state.step() < planned()) {
            if (stopping) {
                ending = TrainingResult.Ending.INTERRUPTED;
                break;
            }
            if (options.patience() > 0 && state.sinceBest() >= options.patience()) {
                ending = TrainingResult.Ending.STOPPED_EARLY;
                break;
            }
            step(clock, window);
            if (state.step() % LOG_EVERY == 0 || state.step() == planned()) {
                trainLoss = window.loss();
                log(window);
                window.restart();
            }
            decideLength(clock);
            boolean last = state.step() >= planned();
            if (!last && due(options.evalEvery())) {
                evaluate(options.evalBatches());
                save(clock, window);
                window.restartClock();
            } else if (!last && due(options.saveEvery())) {
                save(clock, window);
            }
        }
        if (ending == TrainingResult.Ending.INTERRUPTED) {
            save(clock, window);
            if (state.bestStep() == 0) {
                writer.save(directory); // nothing has been kept yet: keep this
            }
            return new TrainingResult(
                    state.step(), trainLoss, state.bestLoss(), state.bestStep(), clock.seconds(), ending);
        }
        evaluate(Integer.MAX_VALUE);
        save(clock, window);
        double loss = Double.isInfinite(state.bestLoss()) ? Double.NaN : state.bestLoss();
        return new TrainingResult(state.step(), trainLoss, loss, state.bestStep(), clock.seconds(), ending);
    }

    private boolean due(long every) {
        return every > 0 && state.step() % every == 0;
    }

    private long planned() {
        return state.plannedSteps() > 0 ? state.plannedSteps() : options.steps();
    }

    private void step(Clock clock, Window window) {
        double rate = rate(state.step());
        double loss = gradients();
        divergence.watch(state.step() + 1, loss, rate);
        double norm;
        try {
            norm = optimizer.step(rate, options.clip());
        } catch (DivergedException e) {
            throw new DivergedException(Divergence.advice(e.getMessage() + " at step " + (state.step() + 1), rate));
        }
        state = state.after(state.step() + 1);
        window.add(loss, rate, norm, tokensPerStep());
        listener.onStep(new TrainingListener.Step(
                state.step(), planned(), loss, rate, norm, window.tokensPerSecond(), remaining(clock, window)));
    }

    private double rate(long step) {
        if (options.minutes() == 0) {
            return options.schedule().rate(step);
        }
        // Until the budget is counted the rate stays at its peak; then it falls to the end. Which is why a budget
        // is
        // best spent warm-up, stable, decay.
        return state.plannedSteps() == 0
                ? options.schedule().rate(step)
                : budgeted(options.schedule(), state.plannedSteps()).rate(step);
    }

    private static Schedule budgeted(Schedule schedule, long planned) {
        return switch (schedule) {
            case Schedule.WarmupStableDecay stable ->
                new Schedule.WarmupStableDecay(
                        stable.peak(), stable.floor(), stable.warmup(), Math.round(planned * (1 - DECIDE_AT)), planned);
            case Schedule.Cosine cosine -> cosine;
            case Schedule.Constant constant -> constant;
            case Schedule.Linear linear -> linear;
            case Schedule.Noam noam -> noam;
        };
    }

    /// Once most of a time budget is spent, counts the steps that the rest is worth.
    private void decideLength(Clock clock) {
        double budget = options.minutes() * 60;
        if (budget > 0 && state.plannedSteps() == 0 && clock.seconds() >= DECIDE_AT * budget) {
            double perStep = clock.recentSecondsPerStep(state.step());
            long more = Math.max(1, Math.round((budget - clock.seconds()) / perStep));
            state = state.planning(Math.min(options.steps(), state.step() + more));
        } else {
            clock.note(state.step());
        }
    }

    private double remaining(Clock clock, Window window) {
        if (options.minutes() > 0 && state.plannedSteps() == 0) {
            return Math.max(0, options.minutes() * 60 - clock.seconds());
        }
        return (planned() - state.step()) * tokensPerStep() / window.tokensPerSecond();
    }

    private double tokensPerStep() {
        return (double) options.batch() * options.accumulation() * model.context();
    }

    /// Fills the parameters' gradients with those of one optimiser step; returns its mean loss.
    private double gradients() {
        double sum = 0;
        int parts = options.accumulation();
        for (int part = 0; part < parts; part++) {
            long index = state.step() * parts + part;
            var batch = data.batch(index);
            try (var _ = Scope.open()) {
                var ids = Tensor.ofInts(batch.ids(), batch.rows(), batch.time());
                var targets = Tensor.ofInts(batch.targets(), batch.rows(), batch.time());
                var loss = model.loss(ids, targets, Pass.training(random.at(index)));
                sum += loss.item();
                loss.times(1f / parts).backward();
            }
        }
        return sum / parts;
    }

    private void log(Window window) throws IOException {
        var values = new LinkedHashMap<String, Double>();
        values.put("train_loss", window.loss());
        values.put("learning_rate", window.rate);
        values.put("gradient_norm", window.norm);
        values.put("tokens", state.step() * tokensPerStep());
        values.put("tokens_per_second", window.tokensPerSecond());
        metrics.add(state.step(), values);
    }

    private void evaluate(int most) throws IOException {
        if (validation.batches() == 0) {
            state = state.evaluated(Double.POSITIVE_INFINITY, true);
            writer.save(directory);
        } else {
            double loss = Evaluation.of(model, validation, most).loss();
            boolean best = loss < state.bestLoss();
            state = state.evaluated(loss, best);
            metrics.add(state.step(), Map.of("val_loss", loss));
            if (best) {
                writer.save(directory);
            }
            listener.onEvaluation(state.step(), loss, best);
        }
        if (sampler != null) {
            String text = sampler.get();
            samples.add(state.step(), text);
            listener.onSample(state.step(), text);
        }
    }

    private void save(Clock clock, Window window) throws IOException {
        state = state.at(clock.seconds(), window.losses, window.steps);
        state.save(directory, tensors());
        listener.onSaved(state.step());
    }

    private Map<String, Tensor> tensors() {
        var tensors = new LinkedHashMap<String, Tensor>();
        model.parameters().all().forEach((name, tensor) -> tensors.put("parameter." + name, tensor));
        tensors.putAll(optimizer.state());
        return tensors;
    }

    /// Training time, earlier sittings included.
    private static final class Clock {
        private final long start = System.nanoTime();
        private final double before;
        private double notedAt;
        private long notedStep;

        Clock(double before) {
            this.before = before;
            this.notedAt = before;
        }

        double seconds() {
            return before + (System.nanoTime() - start) / 1e9;
        }

        /// Remembers a moment now and then, so that the speed is that of compiled code and not of the first
        /// steps.
        void note(long step) {
            double now = seconds();
            if (now - notedAt > Math.max(5, now / 2)) {
                notedAt = now;
                notedStep = step;
            }
        }

        double recentSecondsPerStep(long step) {
            return (seconds() - notedAt) / Math.max(1, step - notedStep);
        }
    }

    /// Means over the last few steps.
    private static final class Window {
        private long start = System.nanoTime();
        private double losses;
        private int steps;
        private int timed;
        private double tokens;
        private double rate;
        private double norm;
        private double lastSpeed = Double.NaN;

        /// Continues the mean that a run was in the middle of when it was saved.
        Window(double losses, int steps) {
            this.losses = losses;
            this.steps = steps;
        }

        void add(double loss, double rate, double norm, double tokens) {
            losses += loss;
            steps++;
            timed++;
            this.tokens += tokens;
            this.rate = rate;
            this.norm = norm;
        }

        double loss() {
            return losses / steps;
        }

        double tokensPerSecond() {
            double now = tokens / ((System.nanoTime() - start) / 1e9);
            return timed >= LOG_EVERY / 2 || Double.isNaN(lastSpeed) ? now : lastSpeed;
        }

        void restart() {
            lastSpeed = tokensPerSecond();
            losses = 0;
            steps = 0;
            restartClock();
        }

        /// Leaves out the time that evaluating and saving took.
        void restartClock() {
            start = System.nanoTime();
            timed = 0;
            tokens = 0;
        }
    }
}
