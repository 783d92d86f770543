package formers.models.gguf;

import formers.tensor.packed.WeightFormat;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// A tensor of a GGUF file.
///
/// @param extents as everywhere here, slowest first: `[rows, columns]` for a matrix; the file has them in the
///                other order
/// @param data    its bytes, mapped and read-only
public record GgufTensor(String name, List<Long> extents, WeightFormat format, MemorySegment data) {

    public GgufTensor {
        extents = List.copyOf(extents);
    }

    /// Number of elements.
    public long elements() {
        return extents.stream().reduce(1L, Math::multiplyExact);
    }
}
