package formers.tensor.kernels;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/// [Philox] on vectors. A 32-bit word lives in the lower half of a long lane, where a product of two has room.
final class VectorPhilox {

    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;

    /// Counters at work at a time: even ones in one vector, odd ones in another, so that their words interleave
    /// into consecutive ints.
    static final int STEP = 2 * LONGS.length();

    private static final long LOW = 0xFFFFFFFFL;
    private static final LongVector EVEN = LongVector.zero(LONGS).addIndex(2);

    private VectorPhilox() {}

    /// Writes the numbers of `count` groups.
    static void groups(long seed, long stream, long firstGroup, int count, int[] out) {
        for (int g = 0; g < count; g++) {
            for (int k = 0; k < Philox.COUNTERS; k += STEP) {
                counters(
                        (firstGroup + g) * Philox.COUNTERS + k,
                        stream,
                        seed,
                        out,
                        g * Philox.GROUP + k,
                        Philox.COUNTERS);
            }
        }
    }

    /// `STEP` counters from `low` on, which do not carry into the upper half of `low`; the four words of each
    /// `apart`.
    static void counters(long low, long high, long key, int[] out, int at, int apart) {
        var a0 = EVEN.add(low & LOW);
        var b0 = a0.add(1L);
        var a1 = LongVector.broadcast(LONGS, low >>> 32);
        var b1 = a1;
        var a2 = LongVector.broadcast(LONGS, high & LOW);
        var b2 = a2;
        var a3 = LongVector.broadcast(LONGS, high >>> 32);
        var b3 = a3;
        long k0 = key & LOW;
        long k1 = key >>> 32;
        for (int round = 0; round < Philox.ROUNDS; round++) {
            var pa0 = a0.mul(Philox.MULTIPLIER_0 & LOW);
            var pa1 = a2.mul(Philox.MULTIPLIER_1 & LOW);
            var pb0 = b0.mul(Philox.MULTIPLIER_0 & LOW);
            var pb1 = b2.mul(Philox.MULTIPLIER_1 & LOW);
            a0 = pa1.lanewise(LSHR, 32).lanewise(XOR, a1).lanewise(XOR, k0);
            b0 = pb1.lanewise(LSHR, 32).lanewise(XOR, b1).lanewise(XOR, k0);
            a2 = pa0.lanewise(LSHR, 32).lanewise(XOR, a3).lanewise(XOR, k1);
            b2 = pb0.lanewise(LSHR, 32).lanewise(XOR, b3).lanewise(XOR, k1);
            a1 = pa1.and(LOW);
            b1 = pb1.and(LOW);
            a3 = pa0.and(LOW);
            b3 = pb0.and(LOW);
            k0 = (k0 + Philox.WEYL_0) & LOW;
            k1 = (k1 + Philox.WEYL_1) & LOW;
        }
        a0.or(b0.lanewise(LSHL, 32)).reinterpretAsInts().intoArray(out, at);
        a1.or(b1.lanewise(LSHL, 32)).reinterpretAsInts().intoArray(out, at + apart);
        a2.or(b2.lanewise(LSHL, 32)).reinterpretAsInts().intoArray(out, at + 2 * apart);
        a3.or(b3.lanewise(LSHL, 32)).reinterpretAsInts().intoArray(out, at + 3 * apart);
    }
}
