package formers.tensor;

import java.nio.charset.StandardCharsets;

/// A place in the space of counter-based random numbers (Philox 4x32-10, Salmon et al. 2011): a seed
/// and a stream. The i-th number of a stream is a function of seed, stream and i alone, so what is
/// drawn depends neither on what was drawn before nor on the number of threads.
public record RandomSource(long seed, long stream) {

    public static RandomSource seeded(long seed) {
        return new RandomSource(seed, 0);
    }

    /// An independent stream below this one, by number: a step, a layer, a call.
    public RandomSource at(long position) {
        return new RandomSource(seed, mix(stream * 0x9E3779B97F4A7C15L + mix(position + 0x632BE59BD9B4E019L)));
    }

    /// An independent stream below this one, by name.
    public RandomSource at(String name) {
        long hash = 0xCBF29CE484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
        }
        return at(hash);
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
