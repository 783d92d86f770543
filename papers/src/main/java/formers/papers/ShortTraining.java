package formers.papers;

import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import formers.training.AdamW;
import formers.training.DivergedException;
import formers.training.Schedule;
import java.util.Locale;
import java.util.function.LongConsumer;

/// A training that is short enough to be begun again: so many steps of AdamW in memory, nothing saved.
///
/// @param system     what is trained: names its progress and its curves
/// @param parameters all of them are trained
/// @param loss       of a batch, given the number of the step
/// @param settings   of AdamW
/// @param schedule   learning rate of each step
/// @param clip       largest norm of the whole gradient
record ShortTraining(
        String system, Parameters parameters, Loss loss, AdamW.Settings settings, Schedule schedule, double clip) {

    /// Points that a curve has about; a point is the mean over the steps since the one before.
    private static final long POINTS = 100;

    /// The loss of one step's batch, a scalar in nats.
    @FunctionalInterface
    interface Loss {
        Tensor of(long step, Pass pass);
    }

    /// @throws DivergedException if the loss or the gradient is no longer finite
    /// @throws StoppedException if the experiment is to stop
    TrainingCurve run(long steps, Experiment experiment) {
        return run(steps, experiment, 0, _ -> {});
    }

    /// As [#run(long, Experiment)], looking at the model on the way; that takes none of the training's time.
    ///
    /// @param every steps between looks; 0 for none
    /// @param look  is given the number of steps taken
    TrainingCurve run(long steps, Experiment experiment, long every, LongConsumer look) {
        parameters.requireGradients();
        var optimizer = new AdamW(parameters.all(), settings);
        var random = experiment.random("dropout of " + system);
        var curve = new TrainingCurve(system);
        long stride = Math.ceilDiv(steps, POINTS);
        double sum = 0;
        long counted = 0;
        double seconds = 0;
        for (long step = 0; step < steps; step++) {
            long start = System.nanoTime();
            sum += step(step, Pass.training(random.at(step)));
            optimizer.step(schedule.rate(step), clip);
            seconds += (System.nanoTime() - start) / 1e9;
            counted++;
            if ((step + 1) % stride == 0 || step + 1 == steps) {
                curve.add(step + 1, seconds, sum / counted);
                sum = 0;
                counted = 0;
            }
            experiment.progress("training " + system, step + 1, steps, facts(curve, steps - step - 1));
            if (every > 0 && (step + 1) % every == 0) {
                look.accept(step + 1);
            }
        }
        return curve;
    }

    private double step(long step, Pass pass) {
        try (var _ = Scope.open()) {
            var value = loss.of(step, pass);
            double nats = value.item();
            if (!Double.isFinite(nats)) {
                throw new DivergedException("the loss of %s became %s at step %d".formatted(system, nats, step + 1));
            }
            value.backward();
            return nats;
        }
    }

    private static String facts(TrainingCurve curve, long left) {
        return curve.steps().isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "loss %.3f  %.0f s left",
                        curve.loss().getLast(),
                        left * curve.seconds().getLast() / curve.steps().getLast());
    }
}
