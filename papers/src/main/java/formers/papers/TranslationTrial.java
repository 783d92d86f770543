package formers.papers;

import formers.models.nn.Parameters;
import formers.models.translation.GeneratedTask;
import formers.models.translation.TaskWords;
import formers.models.translation.rnnsearch.Alignment;
import formers.models.translation.rnnsearch.RnnSearch;
import formers.models.translation.rnnsearch.RnnSearchConfig;
import formers.training.AdamW;
import formers.training.Schedule;

/// Trains RNNsearch, or the same model without attention, on a generated task: Adam, its rate falling to 0
/// over the last half of the steps, every batch of fresh pairs.
///
/// @param hidden n, of states, of the alignment model and of maxout; embeddings have half of it
/// @param rate   peak of the learning rate
record TranslationTrial(int hidden, long steps, double rate) {

    static final int BATCH = 32;
    private static final double CLIP = 1;
    private static final AdamW.Settings ADAM = new AdamW.Settings(0.9f, 0.98f, 1e-8f, 0);

    /// A trained model and how it got there.
    record Trained(RnnSearch model, TrainingCurve curve) {}

    Trained search(GeneratedTask task, Experiment experiment, String system, long seed) {
        return train(config(task), task, experiment, system, seed);
    }

    /// Without attention: the context is the encoder's last state (RNNencdec).
    Trained withoutAttention(GeneratedTask task, Experiment experiment, String system, long seed) {
        return train(config(task).withAlignment(new Alignment.None()), task, experiment, system, seed);
    }

    private RnnSearchConfig config(GeneratedTask task) {
        return RnnSearchConfig.of(
                task.source().size(), task.target().size(), hidden / 2, hidden, hidden, TaskWords.MARKS);
    }

    private Trained train(RnnSearchConfig config, GeneratedTask task, Experiment experiment, String system, long seed) {
        var model = new RnnSearch(config, Parameters.initialised(seed));
        // the same pairs for every system, so that they are compared on the same text
        var pairs = experiment.random("training pairs").at(seed);
        var schedule = new Schedule.WarmupStableDecay(rate, 0, 0, steps / 2, steps);
        var curve = new ShortTraining(
                        system,
                        model.parameters(),
                        (step, pass) -> model.loss(task.batch(task.pairs(BATCH, pairs.at(step).stream())), 0, pass),
                        ADAM,
                        schedule,
                        CLIP)
                .run(steps, experiment);
        return new Trained(model, curve);
    }

    @Override
    public String toString() {
        return "%d states, %d steps, peak rate %s".formatted(hidden, steps, rate);
    }
}
