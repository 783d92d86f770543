package formers.training;

/// Numbers that look random and depend on others alone.
final class Mixed {

    private Mixed() {}

    /// 64 bits of any numbers, in order.
    static long of(long... numbers) {
        long mixed = mix(numbers[0]);
        for (int i = 1; i < numbers.length; i++) {
            mixed = mix(mixed + numbers[i]);
        }
        return mixed;
    }

    /// The finaliser of SplitMix64 (Steele et al. 2014).
    private static long mix(long z) {
        z += 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
