package formers.tensor.limits;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The inner loops of the limits: nothing in them but the resource they measure.
final class LimitLoops {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int CHAINS = 12;
    private static final int RUN = 2048; // 8 KB

    private static volatile float consumed;

    private LimitLoops() {}

    /// Keeps results alive, so that the loops that made them are not removed.
    static void consume(float... values) {
        for (float value : values) {
            consumed = value;
        }
    }

    /// Operations in `rounds` of [#multiplyAdd].
    static double flops(int rounds) {
        return 2.0 * CHAINS * SPECIES.length() * rounds;
    }

    /// Twelve chains that do not wait for each other: more than two units of four or five cycles' latency
    /// need.
    static float multiplyAdd(int rounds) {
        // Each chain grows by a quarter until that is lost in rounding, so that neither infinities nor denormal
        // numbers appear, from a start of its own, so that the compiler cannot take two of them for one. The sum is
        // what is added to, as in a product: where it was one of the factors, each round copied a register, and
        // AVX2 was measured a sixth too slow.
        var x = FloatVector.broadcast(SPECIES, 0.5f);
        var y = FloatVector.broadcast(SPECIES, 0.5f);
        var a = FloatVector.broadcast(SPECIES, 0.1f);
        var b = FloatVector.broadcast(SPECIES, 0.2f);
        var c = FloatVector.broadcast(SPECIES, 0.3f);
        var d = FloatVector.broadcast(SPECIES, 0.4f);
        var e = FloatVector.broadcast(SPECIES, 0.5f);
        var f = FloatVector.broadcast(SPECIES, 0.6f);
        var g = FloatVector.broadcast(SPECIES, 0.7f);
        var h = FloatVector.broadcast(SPECIES, 0.8f);
        var i = FloatVector.broadcast(SPECIES, 0.9f);
        var j = FloatVector.broadcast(SPECIES, 1.1f);
        var k = FloatVector.broadcast(SPECIES, 1.2f);
        var l = FloatVector.broadcast(SPECIES, 1.3f);
        for (int round = 0; round < rounds; round++) {
            a = x.fma(y, a);
            b = x.fma(y, b);
            c = x.fma(y, c);
            d = x.fma(y, d);
            e = x.fma(y, e);
            f = x.fma(y, f);
            g = x.fma(y, g);
            h = x.fma(y, h);
            i = x.fma(y, i);
            j = x.fma(y, j);
            k = x.fma(y, k);
            l = x.fma(y, l);
        }
        var sum = a.add(b)
                .add(c)
                .add(d)
                .add(e)
                .add(f)
                .add(g)
                .add(h)
                .add(i)
                .add(j)
                .add(k)
                .add(l);
        return sum.lane(0);
    }

    /// Reads every element, in four neighbouring runs at a time, as a product reads the rows of a matrix:
    /// what the processor reads ahead in each of them makes this half as fast again as one place after the
    /// other.
    static float sum(float[] values) {
        var a = FloatVector.zero(SPECIES);
        FloatVector b = a, c = a, d = a;
        int step = SPECIES.length();
        int run = Math.min(RUN, values.length / 4 / step * step);
        int from = 0;
        for (; run > 0 && from <= values.length - 4 * run; from += 4 * run) {
            for (int i = from; i < from + run; i += step) {
                a = a.add(FloatVector.fromArray(SPECIES, values, i));
                b = b.add(FloatVector.fromArray(SPECIES, values, i + run));
                c = c.add(FloatVector.fromArray(SPECIES, values, i + 2 * run));
                d = d.add(FloatVector.fromArray(SPECIES, values, i + 3 * run));
            }
        }
        float rest = 0;
        for (; from < values.length; from++) {
            rest += values[from];
        }
        return a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD) + rest;
    }

    /// Reads one array and writes the other, as kernels do: with ordinary stores.
    static void copy(float[] from, float[] to) {
        int step = SPECIES.length();
        int bound = SPECIES.loopBound(from.length);
        for (int i = 0; i < bound; i += step) {
            FloatVector.fromArray(SPECIES, from, i).intoArray(to, i);
        }
        System.arraycopy(from, bound, to, bound, from.length - bound);
    }
}
