package formers.models.checkpoint;

import formers.tensor.Shape;
import java.util.List;

/// One tensor of a safetensors file, as its header describes it.
///
/// @param shape extents, outermost first; `[]` is a scalar
/// @param begin first byte, counted from the end of the header
/// @param end   byte after the last one
public record TensorEntry(String name, DType dtype, List<Long> shape, long begin, long end) {

    public TensorEntry {
        shape = List.copyOf(shape);
    }

    /// Number of elements. An entry of a file that was opened never overflows here.
    public long elements() {
        long product = 1;
        for (long extent : shape) {
            product = Math.multiplyExact(product, extent);
        }
        return product;
    }

    /// Size in the file, in bytes.
    public long bytes() {
        return end - begin;
    }

    /// The shape as the engine's.
    ///
    /// @throws CheckpointException if there are more elements than one tensor can hold
    public Shape tensorShape() {
        if (elements() > Integer.MAX_VALUE || shape.stream().anyMatch(extent -> extent > Integer.MAX_VALUE)) {
            throw new CheckpointException("tensor %s: one tensor holds at most %d elements; read it in parts"
                    .formatted(this, Integer.MAX_VALUE));
        }
        return Shape.of(shape.stream().mapToInt(Long::intValue).toArray());
    }

    @Override
    public String toString() {
        return "%s %s %s".formatted(name, dtype, shape);
    }
}
