package formers.models.translation;

import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.tensor.Tensor;

/// A model of a target sequence given a source sequence, whatever its architecture: what training and
/// beam search need of it.
public interface SequenceToSequence {

    /// Tokens of the target; ids are `0..vocabulary-1`.
    int vocabulary();

    /// Ids that are not text.
    PairBatch.Marks marks();

    Parameters parameters();

    /// Scores of the token after each position of the target, `[batch, T] → [batch, T, vocabulary]`.
    Tensor logits(PairBatch batch, Pass pass);

    /// Mean loss in nats per target token that counts.
    ///
    /// @param smoothing share of the probability spread over the whole vocabulary; 0 gives the negative
    ///                  log-likelihood
    Tensor loss(PairBatch batch, float smoothing, Pass pass);

    /// Reads sources, to write a target for each.
    ///
    /// @param source  ids (I32) `[batch, S]`, padded on the right
    /// @param lengths tokens of each source, padding not counted
    TargetPrefixes start(Tensor source, int[] lengths);
}
