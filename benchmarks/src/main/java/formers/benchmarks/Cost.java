package formers.benchmarks;

/// What a piece of work must at least do: the arithmetic, and the memory that any implementation has to move.
///
/// @param flops    floating-point operations, a multiplication and an addition counted as two
/// @param bytesIn  read from memory, each operand once per pass over it
/// @param bytesOut written to memory, without the reads that a cache line costs before it is written
record Cost(double flops, double bytesIn, double bytesOut) {

    static Cost arithmetic(double flops) {
        return new Cost(flops, 0, 0);
    }

    /// Reads and writes so many float32 elements.
    static Cost floats(double in, double out) {
        return new Cost(0, Float.BYTES * in, Float.BYTES * out);
    }

    Cost withFlops(double count) {
        return new Cost(count, bytesIn, bytesOut);
    }
}
