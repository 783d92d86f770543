package formers.tensor;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/// One operation on inputs of given shapes, and the same mathematics in double precision, written independently.
///
/// @param operation the method of [Tensor] (or of its fused companions) that is checked
/// @param variant   what is special about this case
/// @param inputs    the float inputs
/// @param fast      the operation
/// @param reference the definition
record OperationCase(
        String operation,
        String variant,
        List<Doubles> inputs,
        Function<Tensor[], Tensor> fast,
        Function<Doubles[], Doubles> reference) {

    static OperationCase of(
            String operation,
            String variant,
            List<Doubles> inputs,
            Function<Tensor[], Tensor> fast,
            Function<Doubles[], Doubles> reference) {
        return new OperationCase(operation, variant, inputs, fast, reference);
    }

    /// Seeded values in `[low, high)`, exactly representable as floats.
    static Doubles random(double low, double high, int... shape) {
        var random = new SplittableRandom(java.util.Arrays.hashCode(shape) * 31L + Double.hashCode(low));
        return Doubles.fill(shape, _ -> (float) random.nextDouble(low, high));
    }

    static Doubles random(int... shape) {
        return random(-2, 2, shape);
    }

    @Override
    public String toString() {
        return operation + (variant.isEmpty() ? "" : ", " + variant);
    }
}
