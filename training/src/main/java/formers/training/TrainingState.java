package formers.training;

import formers.models.checkpoint.CheckpointException;
import formers.models.checkpoint.Safetensors;
import formers.models.checkpoint.SafetensorsWriter;
import formers.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Everything a run needs to go on as if it had never stopped, in one file that is replaced as a whole:
/// parameters, both moments, and a few numbers.
///
/// @param step         optimiser steps done
/// @param tokens       tokens learnt from in them
/// @param seconds      training time so far
/// @param bestLoss     lowest validation loss; +∞ before the first
/// @param bestStep     its step
/// @param sinceBest    evaluations since then
/// @param plannedSteps steps a time budget was worth; 0 while undecided
/// @param lossSum      of the steps since the training loss was last logged
/// @param lossSteps    how many those are
record TrainingState(
        long step,
        long tokens,
        double seconds,
        double bestLoss,
        long bestStep,
        int sinceBest,
        long plannedSteps,
        double lossSum,
        int lossSteps) {

    static final String FILE = "training_state.safetensors";
    private static final String FORMAT = "formers-training-state-2";

    static TrainingState fresh() {
        return new TrainingState(0, 0, 0, Double.POSITIVE_INFINITY, 0, 0, 0, 0, 0);
    }

    static boolean exists(Path directory) {
        return Files.exists(directory.resolve(FILE));
    }

    TrainingState after(long newStep, long newTokens) {
        return new TrainingState(
                newStep, newTokens, seconds, bestLoss, bestStep, sinceBest, plannedSteps, lossSum, lossSteps);
    }

    TrainingState at(double newSeconds, double newLossSum, int newLossSteps) {
        return new TrainingState(
                step, tokens, newSeconds, bestLoss, bestStep, sinceBest, plannedSteps, newLossSum, newLossSteps);
    }

    TrainingState planning(long steps) {
        return new TrainingState(step, tokens, seconds, bestLoss, bestStep, sinceBest, steps, lossSum, lossSteps);
    }

    TrainingState evaluated(double loss, boolean best) {
        return best
                ? new TrainingState(step, tokens, seconds, loss, step, 0, plannedSteps, lossSum, lossSteps)
                : new TrainingState(
                        step, tokens, seconds, bestLoss, bestStep, sinceBest + 1, plannedSteps, lossSum, lossSteps);
    }

    void save(Path directory, Map<String, Tensor> tensors) throws IOException {
        var writer = new SafetensorsWriter()
                .metadata("format", FORMAT)
                .metadata("step", Long.toString(step))
                .metadata("tokens", Long.toString(tokens))
                .metadata("seconds", Double.toString(seconds))
                .metadata("best_loss", Double.toString(bestLoss))
                .metadata("best_step", Long.toString(bestStep))
                .metadata("since_best", Integer.toString(sinceBest))
                .metadata("planned_steps", Long.toString(plannedSteps))
                .metadata("loss_sum", Double.toString(lossSum))
                .metadata("loss_steps", Integer.toString(lossSteps));
        tensors.forEach(writer::tensor);
        writer.write(directory.resolve(FILE));
    }

    /// Reads the numbers, and the tensors into `tensors`.
    ///
    /// @throws CheckpointException if the file is no training state, or of another model
    static TrainingState load(Path directory, Map<String, Tensor> tensors) throws IOException {
        try (var file = Safetensors.open(directory.resolve(FILE))) {
            if (!FORMAT.equals(file.metadata().get("format"))) {
                throw new CheckpointException("%s is not a training state of this version: expected format %s, found %s"
                        .formatted(file.file(), FORMAT, file.metadata().get("format")));
            }
            for (var entry : tensors.entrySet()) {
                requireSame(file, entry.getKey(), entry.getValue());
            }
            for (var entry : file.entries()) {
                if (!tensors.containsKey(entry.name())) {
                    throw new CheckpointException("%s is the state of another model: it has %s %s, which this one lacks"
                            .formatted(file.file(), entry.name(), entry.tensorShape()));
                }
            }
            tensors.forEach(file::read);
            return new TrainingState(
                    Long.parseLong(number(file, "step")),
                    Long.parseLong(number(file, "tokens")),
                    Double.parseDouble(number(file, "seconds")),
                    Double.parseDouble(number(file, "best_loss")),
                    Long.parseLong(number(file, "best_step")),
                    Integer.parseInt(number(file, "since_best")),
                    Long.parseLong(number(file, "planned_steps")),
                    Double.parseDouble(number(file, "loss_sum")),
                    Integer.parseInt(number(file, "loss_steps")));
        } catch (NumberFormatException e) {
            throw new CheckpointException(directory.resolve(FILE) + ": " + e.getMessage());
        }
    }

    private static void requireSame(Safetensors file, String name, Tensor tensor) {
        if (!file.contains(name) || !file.entry(name).tensorShape().equals(tensor.shape())) {
            throw new CheckpointException("%s is the state of another model: expected %s %s, found %s"
                    .formatted(
                            file.file(),
                            name,
                            tensor.shape(),
                            file.contains(name) ? file.entry(name).tensorShape() : "no such tensor"));
        }
    }

    private static String number(Safetensors file, String key) {
        var value = file.metadata().get(key);
        if (value == null) {
            throw new CheckpointException(file.file() + " lacks '" + key + "' in its metadata");
        }
        return value;
    }
}
