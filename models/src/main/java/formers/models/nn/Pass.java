package formers.models.nn;

import formers.tensor.RandomSource;
import formers.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// What one forward pass carries besides its input.
///
/// @param cache     keys and values of earlier tokens, extended by this pass; null without
/// @param random    decides what dropout drops; null when nothing is dropped
/// @param penalties what layers add to the loss of a training step; null outside of training
public record Pass(KvCache cache, RandomSource random, List<Tensor> penalties) {

    /// The whole sequence at once, nothing dropped.
    public static Pass plain() {
        return new Pass(null, null, null);
    }

    /// A training step; `random` must differ from step to step.
    public static Pass training(RandomSource random) {
        return new Pass(null, random, new ArrayList<>());
    }

    /// New tokens after those in `cache`.
    public static Pass continuing(KvCache cache) {
        return new Pass(cache, null, null);
    }

    /// Whether this is a training step.
    public boolean training() {
        return penalties != null;
    }

    /// Adds a scalar to the loss of a training step.
    void penalise(Tensor scalar) {
        penalties.add(scalar);
    }

    /// The loss with all that layers have added to it in this pass.
    public Tensor penalised(Tensor loss) {
        var sum = loss;
        for (int i = 0; training() && i < penalties.size(); i++) {
            sum = sum.plus(penalties.get(i));
        }
        return sum;
    }

    /// Dropout at a place that has a name of its own.
    public Tensor dropout(Tensor x, float share, String place) {
        return random == null || share == 0 ? x : x.dropout(share, random.at(place));
    }
}
