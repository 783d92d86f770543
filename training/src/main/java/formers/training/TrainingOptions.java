package formers.training;

/// What a training run does, apart from the model and the data.
///
/// @param steps        optimiser steps; with `minutes`, an upper limit
/// @param minutes      time budget; 0 for none. The rate then decays over the last part of the budget
/// @param accumulation batches per optimiser step
/// @param schedule     learning rate by step
/// @param optimizer    β, ε and weight decay
/// @param clip         largest gradient norm; 0 does not clip
/// @param evalEvery    steps between evaluations on the validation set; 0 only evaluates at the end
/// @param evalBatches  batches of one evaluation while training; the last one uses the whole validation set
/// @param saveEvery    steps between saves of the resumable state; 0 only saves at the end and at evaluations
/// @param patience     evaluations without improvement after which training stops; 0 never
/// @param average      evaluations whose parameters are averaged at the end; 0 for none
/// @param seed         of initialisation, batches and dropout
public record TrainingOptions(
        long steps,
        double minutes,
        int accumulation,
        Schedule schedule,
        AdamW.Settings optimizer,
        double clip,
        long evalEvery,
        int evalBatches,
        long saveEvery,
        int patience,
        int average,
        long seed) {

    public TrainingOptions {
        require(steps > 0, "steps", steps, "at least 1");
        require(minutes >= 0, "minutes", minutes, "at least 0");
        require(accumulation > 0, "accumulation", accumulation, "at least 1");
        require(clip >= 0, "clip", clip, "at least 0");
        require(evalEvery >= 0, "eval-every", evalEvery, "at least 0");
        require(evalBatches > 0, "eval-batches", evalBatches, "at least 1");
        require(saveEvery >= 0, "save-every", saveEvery, "at least 0");
        require(patience >= 0, "patience", patience, "at least 0");
        require(average >= 0, "average", average, "at least 0");
    }

    private static void require(boolean holds, String option, double found, String wanted) {
        if (!holds) {
            throw new IllegalArgumentException("%s must be %s, was %s".formatted(option, wanted, found));
        }
    }
}
