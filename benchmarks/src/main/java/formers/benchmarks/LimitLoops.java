package formers.benchmarks;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The inner loops of the limits: nothing in them but the resource they measure.
final class LimitLoops {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int CHAINS = 12;

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

    /// Twelve chains that do not wait for each other: more than two units of four or five cycles' latency need.
    static float multiplyAdd(int rounds) {
        // Converges to 1, so that neither infinities nor denormal numbers appear.
        var x = FloatVector.broadcast(SPECIES, 0.5f);
        var y = FloatVector.broadcast(SPECIES, 0.5f);
        FloatVector a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (int round = 0; round < rounds; round++) {
            a = a.fma(x, y);
            b = b.fma(x, y);
            c = c.fma(x, y);
            d = d.fma(x, y);
            e = e.fma(x, y);
            f = f.fma(x, y);
            g = g.fma(x, y);
            h = h.fma(x, y);
            i = i.fma(x, y);
            j = j.fma(x, y);
            k = k.fma(x, y);
            l = l.fma(x, y);
        }
        var sum = a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).add(k).add(l);
        return sum.lane(0);
    }

    /// Reads every element.
    static float sum(float[] values) {
        var a = FloatVector.zero(SPECIES);
        FloatVector b = a, c = a, d = a;
        int step = SPECIES.length();
        int i = 0;
        for (; i <= values.length - 4 * step; i += 4 * step) {
            a = a.add(FloatVector.fromArray(SPECIES, values, i));
            b = b.add(FloatVector.fromArray(SPECIES, values, i + step));
            c = c.add(FloatVector.fromArray(SPECIES, values, i + 2 * step));
            d = d.add(FloatVector.fromArray(SPECIES, values, i + 3 * step));
        }
        float rest = 0;
        for (; i < values.length; i++) {
            rest += values[i];
        }
        return a.add(b).add(c.add(d)).reduceLanes(jdk.incubator.vector.VectorOperators.ADD) + rest;
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
