package formers.benchmarks;

import formers.tensor.limits.MachineLimits;

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

    /// The least time the work can take on a machine: arithmetic and memory overlap, so the slower of the
    /// two.
    double seconds(MachineLimits limits) {
        return Math.max(flops / limits.flops(), memorySeconds(limits));
    }

    private double memorySeconds(MachineLimits limits) {
        double bytes = bytesIn + bytesOut;
        if (bytes == 0) {
            return 0;
        }
        return bytes / (bytesOut < bytes / 100 ? limits.readBandwidth(bytes) : limits.copyBandwidth(bytes));
    }
}
