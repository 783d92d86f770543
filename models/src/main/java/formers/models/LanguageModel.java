package formers.models;

import formers.models.nn.KvCache;
import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.tensor.CacheFormat;
import formers.tensor.CrossEntropy;
import formers.tensor.Tensor;

/// A model of the next token, whatever its architecture: what training and generation need of it.
public interface LanguageModel {

    /// Tokens it knows; ids are `0..vocabulary-1`.
    int vocabulary();

    /// Most tokens it can look at together.
    int context();

    Parameters parameters();

    /// Room for the keys and values of `batch` sequences, kept as they are.
    default KvCache newCache(int batch) {
        return newCache(batch, CacheFormat.F32);
    }

    /// Room for the keys and values of `batch` sequences.
    KvCache newCache(int batch, CacheFormat format);

    /// Final hidden states, ids (I32) `[batch, time] → [batch, time, width]`; extends the cache of the
    /// pass, if any.
    ///
    /// @throws IllegalArgumentException if the sequence, with what the cache holds, is longer than the
    ///                                  context
    Tensor hidden(Tensor ids, Pass pass);

    /// Scores of every token of the vocabulary, `[…, width] → […, vocabulary]`.
    Tensor logits(Tensor hidden);

    /// Scores for the token after each position, `[batch, time] → [batch, time, vocabulary]`.
    default Tensor logits(Tensor ids, Pass pass) {
        return logits(hidden(ids, pass));
    }

    /// Mean negative log-likelihood of `targets` (I32, `[batch, time]`) in nats per token; a target of
    /// -1 does not count. In a training step, with what layers add to it, such as experts that are not
    /// used alike.
    default Tensor loss(Tensor ids, Tensor targets, Pass pass) {
        return pass.penalised(logits(ids, pass).crossEntropy(targets, CrossEntropy.ignoring(-1)));
    }
}
