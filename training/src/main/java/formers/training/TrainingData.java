package formers.training;

/// Batches by number. A batch is a function of its number alone, so a resumed run sees what an uninterrupted one
/// would.
@FunctionalInterface
public interface TrainingData {
    Batch batch(long index);
}
