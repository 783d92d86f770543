package formers.models.translation;

import formers.tensor.Tensor;
import java.util.List;

/// How often a model looks most at the word that a word of the target came from.
///
/// @param right   words of targets that it was so for
/// @param counted words of targets that were asked about
public record AlignmentAccuracy(long right, long counted) {

    public static AlignmentAccuracy none() {
        return new AlignmentAccuracy(0, 0);
    }

    /// With more pairs.
    ///
    /// @param weights `[pairs, T, S]`: how much each word of the target looked at each token of the source
    public AlignmentAccuracy plus(List<AlignedPair> pairs, Tensor weights) {
        if (weights.rank() != 3 || weights.extent(0) != pairs.size()) {
            throw new IllegalArgumentException("%d pairs want weights [%d, T, S], found %s"
                    .formatted(pairs.size(), pairs.size(), weights.shape()));
        }
        var looked = weights.argmax(-1);
        long hits = right;
        long asked = counted;
        for (int row = 0; row < pairs.size(); row++) {
            var alignment = pairs.get(row).alignment();
            for (int i = 0; i < alignment.length; i++) {
                if (alignment[i] >= 0) {
                    asked++;
                    hits += looked.get(row, i) == alignment[i] ? 1 : 0;
                }
            }
        }
        return new AlignmentAccuracy(hits, asked);
    }

    /// From 0 to 1; NaN when nothing was asked.
    public double share() {
        return (double) right / counted;
    }
}
