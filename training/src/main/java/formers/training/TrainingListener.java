package formers.training;

/// Told what a training run does while it does it. Called on the training thread.
public interface TrainingListener {

    /// One optimiser step.
    ///
    /// @param step            steps done
    /// @param total           steps planned; the limit, until a time budget has settled it
    /// @param loss            training loss of the step, nats per token
    /// @param rate            learning rate
    /// @param gradientNorm    before clipping
    /// @param tokensPerSecond over the last steps
    /// @param remaining       seconds to the end, as far as can be told; NaN before that
    record Step(
            long step,
            long total,
            double loss,
            double rate,
            double gradientNorm,
            double tokensPerSecond,
            double remaining) {}

    default void onStep(Step step) {}

    /// A validation loss; `best` if it is the lowest so far.
    default void onEvaluation(long step, double loss, boolean best) {}

    /// What the model does at this point.
    default void onSample(long step, Sample sample) {}

    /// The mean of the last snapshots was tried.
    ///
    /// @param loss validation loss; NaN if nothing is held out
    /// @param kept whether it is the model now
    default void onAverage(int snapshots, double loss, boolean kept) {}

    /// The resumable state is on disk.
    default void onSaved(long step) {}
}
