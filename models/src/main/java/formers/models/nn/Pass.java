package formers.models.nn;

import formers.tensor.RandomSource;
import formers.tensor.Tensor;

/// What one forward pass carries besides its input.
///
/// @param cache  keys and values of earlier tokens, extended by this pass; null without
/// @param random decides what dropout drops; null when nothing is dropped
public record Pass(KvCache cache, RandomSource random) {

    /// The whole sequence at once, nothing dropped.
    public static Pass plain() {
        return new Pass(null, null);
    }

    /// A training step; `random` must differ from step to step.
    public static Pass training(RandomSource random) {
        return new Pass(null, random);
    }

    /// New tokens after those in `cache`.
    public static Pass continuing(KvCache cache) {
        return new Pass(cache, null);
    }

    /// Dropout at a place that has a name of its own.
    public Tensor dropout(Tensor x, float share, String place) {
        return random == null || share == 0 ? x : x.dropout(share, random.at(place));
    }
}
