package formers.training;

/// How a run ended.
///
/// @param steps          optimiser steps in all, earlier sittings included
/// @param trainLoss      mean of the last steps, nats per token
/// @param validationLoss over the whole validation set with the model that was kept; NaN without one
/// @param bestStep       step the kept model is from
/// @param seconds        of training in all, earlier sittings included
/// @param ending         why it ended
public record TrainingResult(
        long steps, double trainLoss, double validationLoss, long bestStep, double seconds, Ending ending) {

    /// Why a run ended.
    public enum Ending {
        /// All steps are done.
        COMPLETE,
        /// The validation loss stopped improving.
        STOPPED_EARLY,
        /// Someone asked it to stop; it can be resumed.
        INTERRUPTED
    }
}
