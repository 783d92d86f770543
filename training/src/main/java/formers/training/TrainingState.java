package formers.training;

import formers.models.checkpoint.Safetensors;
import formers.models.checkpoint.SafetensorsWriter;
import formers.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Everything a run needs to go on as if it had never stopped, in one file that is replaced as a whole: parameters, both
/// moments, and a few numbers.
///
/// @param step         optimiser steps done
/// @param seconds      training time so far
/// @param bestLoss     lowest validation loss; +∞ before the first
/// @param bestStep     its step
/// @param sinceBest    evaluations since then
/// @param plannedSteps steps a time budget was worth; 0 while undecided
record TrainingState(long step, double seconds, double bestLoss, long bestStep, int sinceBest, long plannedSteps) {

    static final String FILE = "training_state.safetensors";
    private static final String FORMAT = "formers-training-state-1";

    static TrainingState fresh() {
        return new TrainingState(0, 0, Double.POSITIVE_INFINITY, 0, 0, 0);
    }

    static boolean exists(Path directory) {
        return Files.exists(directory.resolve(FILE));
    }

    TrainingState after(long newStep) {
        return new TrainingState(newStep, seconds, bestLoss, bestStep, sinceBest, plannedSteps);
    }

    TrainingState at(double newSeconds) {
        return new TrainingState(step, newSeconds, bestLoss, bestStep, sinceBest, plannedSteps);
    }

    TrainingState planning(long steps) {
        return new TrainingState(step, seconds, bestLoss, bestStep, sinceBest, steps);
    }

    TrainingState evaluated(double loss, boolean best) {
        return best
                ? new TrainingState(step, seconds, loss, step, 0, plannedSteps)
                : new TrainingState(step, seconds, bestLoss, bestStep, sinceBest + 1, plannedSteps);
    }

    void save(Path directory, Map<String, Tensor> tensors) throws IOException {
        var metadata = new LinkedHashMap<String, String>();
        metadata.put("format", FORMAT);
        metadata.put("step", Long.toString(step));
        metadata.put("seconds", Double.toString(seconds));
        metadata.put("best_loss", Double.toString(bestLoss));
        metadata.put("best_step", Long.toString(bestStep));
        metadata.put("since_best", Integer.toString(sinceBest));
        metadata.put("planned_steps", Long.toString(plannedSteps));
        SafetensorsWriter.write(directory.resolve(FILE), tensors, metadata);
    }

    /// Reads the numbers, and the tensors into `tensors`.
    static TrainingState load(Path directory, Map<String, Tensor> tensors) throws IOException {
        throw new IOException("");
    }
}
