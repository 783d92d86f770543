package formers.cli;

import formers.training.Objective;
import formers.training.Sample;
import java.io.IOException;
import java.nio.file.Path;

/// What a run trains: a model with its data.
interface TrainingSubject extends AutoCloseable {

    Objective objective();

    /// The model and its data in a line.
    String summary();

    /// Batches of an epoch; 0 where there are no epochs.
    long batchesPerEpoch();

    /// Width that a Noam schedule goes by.
    int width();

    /// Writes the model and its tokenizer.
    void save(Path directory) throws IOException;

    /// What the model makes of something it has not learnt from; null for nothing.
    Sample sample();

    @Override
    void close();
}
