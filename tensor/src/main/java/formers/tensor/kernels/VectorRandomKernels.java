package formers.tensor.kernels;

import static formers.tensor.kernels.VectorMath.F;
import static formers.tensor.kernels.VectorMath.L;
import static formers.tensor.kernels.VectorMath.load;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/// Random bits for a few groups at a time into a scratch array that stays in the first-level cache, then what
/// becomes of them.
final class VectorRandomKernels implements RandomKernels {

    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    /// Groups per chunk: 4 KB of bits.
    private static final int GROUPS = 16;

    private static final int CHUNK = GROUPS * Philox.GROUP;

    @Override
    public void dropout(float[] x, int xo, float[] y, int yo, int n, float p, long seed, long stream, long first) {
        int threshold = ScalarRandomKernels.dropThreshold(p);
        var bits = new int[CHUNK];
        int skip = (int) (first % Philox.GROUP);
        long group = first / Philox.GROUP;
        for (int done = 0; done < n; group += GROUPS) {
            int count = Math.min(n - done, CHUNK - skip);
            VectorPhilox.groups(seed, stream, group, Math.ceilDiv(skip + count, Philox.GROUP), bits);
            drop(bits, skip, threshold, 1 / (1 - p), x, xo + done, y, yo + done, count);
            done += count;
            skip = 0;
        }
    }

    private static void drop(
            int[] bits, int bo, int threshold, float keep, float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            var dropped =
                    IntVector.fromArray(INTS, bits, bo + i).lanewise(LSHR, 8).compare(LT, threshold);
            load(x, xo + i).mul(keep).blend(0f, dropped.cast(F)).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = bits[bo + i] >>> 8 < threshold ? 0 : x[xo + i] * keep;
        }
    }

    @Override
    public void uniform(long seed, long stream, long first, float low, float high, float[] y, int yo, int n) {
        var bits = new int[CHUNK];
        int skip = (int) (first % Philox.GROUP);
        long group = first / Philox.GROUP;
        for (int done = 0; done < n; group += GROUPS) {
            int count = Math.min(n - done, CHUNK - skip);
            VectorPhilox.groups(seed, stream, group, Math.ceilDiv(skip + count, Philox.GROUP), bits);
            ScalarRandomKernels.uniform(bits, skip, low, high, y, yo + done, count);
            done += count;
            skip = 0;
        }
    }

    @Override
    public void normal(long seed, long stream, long first, float mean, float deviation, float[] y, int yo, int n) {
        var bits = new int[CHUNK];
        var numbers = new float[CHUNK];
        var radii = new float[Philox.COUNTERS];
        int skip = (int) (first % Philox.GROUP);
        long group = first / Philox.GROUP;
        for (int done = 0; done < n; group += GROUPS) {
            int count = Math.min(n - done, CHUNK - skip);
            int groups = Math.ceilDiv(skip + count, Philox.GROUP);
            VectorPhilox.groups(seed, stream, group, groups, bits);
            for (int half = 0; half < groups * Philox.GROUP; half += Philox.GROUP / 2) {
                int partner = half + Philox.COUNTERS;
                radii(bits, half, deviation, radii);
                cosines(bits, partner, radii, mean, numbers, half);
                sines(bits, partner, radii, mean, numbers, partner);
            }
            System.arraycopy(numbers, skip, y, yo + done, count);
            done += count;
            skip = 0;
        }
    }

    /// Box and Muller's radii; see [ScalarRandomKernels] for which numbers make a pair.
    private static void radii(int[] bits, int at, float deviation, float[] radii) {
        for (int k = 0; k < Philox.COUNTERS; k += L) {
            var upper = IntVector.fromArray(INTS, bits, at + k).lanewise(LSHR, 1);
            var share = ((FloatVector) upper.convertShape(I2F, F, 0)).add(0.5f).mul(0x1p-31f);
            VectorMath.log(share).mul(-2f).sqrt().mul(deviation).intoArray(radii, k);
        }
    }

    private static void cosines(int[] bits, int at, float[] radii, float mean, float[] out, int oo) {
        for (int k = 0; k < Philox.COUNTERS; k += L) {
            var radius = load(radii, k);
            VectorMath.cos(angles(bits, at + k)).mul(radius).add(mean).intoArray(out, oo + k);
        }
    }

    private static void sines(int[] bits, int at, float[] radii, float mean, float[] out, int oo) {
        for (int k = 0; k < Philox.COUNTERS; k += L) {
            var radius = load(radii, k);
            VectorMath.sin(angles(bits, at + k)).mul(radius).add(mean).intoArray(out, oo + k);
        }
    }

    private static FloatVector angles(int[] bits, int at) {
        var upper = IntVector.fromArray(INTS, bits, at).lanewise(LSHR, 8);
        return ((FloatVector) upper.convertShape(I2F, F, 0)).mul((float) (2 * Math.PI * 0x1p-24));
    }
}
