package formers.training;

import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.tensor.Tensor;

/// What a training run lowers: the loss of a model on batches that have numbers.
public interface Objective {

    /// One batch.
    interface Part {

        /// Tokens whose loss is averaged: the weight of the batch among those of a step.
        long tokens();

        /// Mean loss, nats per token.
        Tensor loss(Pass pass);
    }

    /// What is trained.
    Parameters parameters();

    /// A batch to learn from. It is a function of its number alone, so a resumed run sees what an
    /// uninterrupted one would.
    Part part(long number);

    /// How well held-out tokens are predicted; of no tokens at all if none are held out.
    ///
    /// @param most batches at most, spread evenly over all
    Evaluation evaluate(int most);
}
