package formers.tensor.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// The sum of a vector's lanes in a fixed order. `reduceLanes(ADD)` leaves the order to the compiler, so that the same call
/// may round otherwise once its method is compiled, and a run would not repeat to the bit.
final class LaneSum {

    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int L = F.length();
    private static final VectorShuffle<Float> ACROSS_8 = partner(8);
    private static final VectorShuffle<Float> ACROSS_4 = partner(4);
    private static final VectorShuffle<Float> ACROSS_2 = partner(2);
    private static final VectorShuffle<Float> ACROSS_1 = partner(1);

    private LaneSum() {}

    private static VectorShuffle<Float> partner(int distance) {
        return VectorShuffle.fromOp(F, lane -> distance < L ? lane ^ distance : lane);
    }

    /// Halves folded onto each other until one lane is left.
    static float of(FloatVector x) {
        var sum = x;
        if (L > 8) {
            sum = sum.add(sum.rearrange(ACROSS_8));
        }
        if (L > 4) {
            sum = sum.add(sum.rearrange(ACROSS_4));
        }
        if (L > 2) {
            sum = sum.add(sum.rearrange(ACROSS_2));
        }
        return sum.add(sum.rearrange(ACROSS_1)).lane(0);
    }
}
