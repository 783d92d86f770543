package formers.generation.beam;

import formers.models.translation.TargetPrefixes;
import formers.tensor.Tensor;

/// What a model says of all prefixes of a batch: how likely each token is to follow, and where it looked.
final class Step {

    private final Tensor logits; // [rows, vocabulary]
    private final float[] logSums; // [rows]
    private final Tensor attention; // [rows, S]; null if not asked for

    private Step(Tensor logits, float[] logSums, Tensor attention) {
        this.logits = logits;
        this.logSums = logSums;
        this.attention = attention;
    }

    /// Adds a token to every prefix.
    static Step of(TargetPrefixes prefixes, int[] tokens, boolean looking) {
        var logits = prefixes.next(tokens);
        var sums = logits.logSumExp(-1).toArray();
        return new Step(logits, sums, looking ? prefixes.attention() : null);
    }

    int vocabulary() {
        return logits.extent(1);
    }

    /// Copies the scores of what follows a prefix, `[vocabulary]`.
    void readLogits(int row, float[] into) {
        logits.read(row * vocabulary(), vocabulary(), into, 0);
    }

    /// What scores are less to be log-probabilities: the logarithm of the sum of their exponentials.
    ///
    /// @throws IllegalStateException if the scores are no distribution
    double logSum(int row) {
        if (!Float.isFinite(logSums[row])) {
            throw new IllegalStateException(
                    "the model's scores of the next token are no distribution: the logarithm of the sum of their"
                            + " exponentials is %s; its parameters may not be finite (a training run that diverged?)"
                                    .formatted(logSums[row]));
        }
        return logSums[row];
    }

    /// Where the model looked for a prefix, `[length]`; null if not asked for.
    float[] attention(int row, int length) {
        if (attention == null) {
            return null;
        }
        var looked = new float[length];
        attention.read(row * attention.extent(1), length, looked, 0);
        return looked;
    }
}
