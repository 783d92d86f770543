package formers.generation.beam;

import java.util.Arrays;
import java.util.Optional;

/// A target that the search found.
///
/// @param ids            its tokens, without begin and end
/// @param logProbability of the tokens and the end given the source, in nats
/// @param score          what hypotheses of a source are ranked by: the log-probability over the length penalty,
///                       less the coverage penalty
/// @param attention      `[target][source]`, if it was asked for: how much each token looked at each token of
///                       the source before it was written; rows sum to 1
public record Hypothesis(int[] ids, double logProbability, double score, Optional<float[][]> attention) {

    @Override
    public String toString() {
        return "Hypothesis[%s, logProbability=%.4f, score=%.4f]".formatted(Arrays.toString(ids), logProbability, score);
    }
}
