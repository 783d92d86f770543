package formers.training;

import formers.models.nn.Pass;
import formers.tensor.RandomSource;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Lowers an [Objective], and leaves a run directory: the best model, the state to resume from, metrics,
/// samples.
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

    private final Objective objective;
    private final TrainingOptions options;
    private final Path directory;
    private final ModelWriter writer;
    private final Supplier<Sample> sampler;
    private final Snapshots snapshots;
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
            Objective objective,
            TrainingOptions options,
            Path directory,
            ModelWriter writer,
            Supplier<Sample> sampler,
            TrainingListener listener) {
        this.objective = objective;
        this.options = options;
        this.directory = directory;
        this.writer = writer;
        this.sampler = sampler;
        this.listener = listener;
        snapshots = new Snapshots(directory, options.average());
        objective.parameters().requireGradients();
        optimizer = new AdamW(objective.parameters().all(), options.optimizer());
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
        snapshots.rewind(state.step());
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
        average();
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
        var parts = parts();
        long tokens = parts.stream().mapToLong(Objective.Part::tokens).sum();
        double loss = gradients(parts, tokens);
        divergence.watch(state.step() + 1, loss, rate);
        double norm;
        try {
            norm = optimizer.step(rate, options.clip());
        } catch (DivergedException e) {
            throw new DivergedException(Divergence.advice(e.getMessage() + " at step " + (state.step() + 1), rate));
        }
        state = state.after(state.step() + 1, state.tokens() + tokens);
        window.add(loss, rate, norm, tokens);
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
        double tokensPerStep = (double) state.tokens() / state.step();
        return (planned() - state.step()) * tokensPerStep / window.tokensPerSecond();
    }

    private List<Objective.Part> parts() {
        var parts = new ArrayList<Objective.Part>();
        for (int part = 0; part < options.accumulation(); part++) {
            parts.add(objective.part(state.step() * options.accumulation() + part));
        }
        return parts;
    }

    /// Fills the parameters' gradients with those of one optimiser step; returns its mean loss per token.
    private double gradients(List<Objective.Part> parts, long tokens) {
        double sum = 0;
        for (int i = 0; i < parts.size(); i++) {
            var part = parts.get(i);
            float share = (float) ((double) part.tokens() / tokens);
            long number = state.step() * parts.size() + i;
            try (var _ = Scope.open()) {
                var loss = part.loss(Pass.training(random.at(number)));
                sum += loss.item() * (double) part.tokens();
                loss.times(share).backward();
            }
        }
        return sum / tokens;
    }

    private void log(Window window) throws IOException {
        var values = new LinkedHashMap<String, Double>();
        values.put("train_loss", window.loss());
        values.put("learning_rate", window.rate);
        values.put("gradient_norm", window.norm);
        values.put("tokens", (double) state.tokens());
        values.put("tokens_per_second", window.tokensPerSecond());
        metrics.add(state.step(), values);
    }

    private void evaluate(int most) throws IOException {
        var held = objective.evaluate(most);
        if (held.tokens() == 0) {
            state = state.evaluated(Double.POSITIVE_INFINITY, true);
            writer.save(directory);
        } else {
            boolean best = held.loss() < state.bestLoss();
            state = state.evaluated(held.loss(), best);
            metrics.add(state.step(), Map.of("val_loss", held.loss()));
            if (best) {
                writer.save(directory);
            }
            listener.onEvaluation(state.step(), held.loss(), best);
        }
        snapshots.keep(state.step(), objective.parameters().all());
        sample();
    }

    private void sample() throws IOException {
        if (sampler != null) {
            var sample = sampler.get();
            samples.add(state.step(), sample.text());
            if (!sample.figures().isEmpty()) {
                metrics.add(state.step(), sample.figures());
            }
            listener.onSample(state.step(), sample);
        }
    }

    /// The model of a finished run is the mean of its last snapshots, if that is better on the held-out tokens
    /// than the best of them; always, when nothing is held out.
    private void average() throws IOException {
        if (snapshots.count() < 2) {
            return;
        }
        snapshots.average(objective.parameters().all());
        var held = objective.evaluate(Integer.MAX_VALUE);
        boolean best = held.tokens() == 0 || held.loss() < state.bestLoss();
        if (best) {
            state = state.evaluated(held.tokens() == 0 ? Double.POSITIVE_INFINITY : held.loss(), true);
            writer.save(directory);
        }
        listener.onAverage(snapshots.count(), held.loss(), best);
    }

    private void save(Clock clock, Window window) throws IOException {
        state = state.at(clock.seconds(), window.losses, window.steps);
        state.save(directory, tensors());
        listener.onSaved(state.step());
    }

    private Map<String, Tensor> tensors() {
        var tensors = new LinkedHashMap<String, Tensor>();
        objective.parameters().all().forEach((name, tensor) -> tensors.put("parameter." + name, tensor));
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
