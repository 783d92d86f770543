package formers.tensor;

import formers.tensor.packed.WeightFormat;
import formers.tensor.threads.Threads;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Packs the matrices of a model together: memory for them is taken and cleared on all cores. On one, as for each
/// matrix alone, that takes as long as it takes all of them to fill it.
public final class WeightPacker {

    private final List<Packing> waiting = new ArrayList<>();

    /// A matrix as [PackedWeights#of] makes it, whose elements are not to be used before [#pack].
    ///
    /// @throws IllegalArgumentException as [PackedWeights#of]
    public PackedWeights add(WeightFormat format, MemorySegment data, int rows, int columns) {
        var packings = PackedWeights.packings(format, data, rows, columns);
        waiting.addAll(packings);
        return PackedWeights.of(packings);
    }

    /// Fills all matrices that have been added.
    public void pack() {
        waiting.sort(
                Comparator.comparingLong((Packing packing) -> packing.panels().bytes())
                        .reversed());
        Threads.forEach(waiting.size(), i -> waiting.get(i).allocate());
        waiting.forEach(Packing::fill);
        waiting.clear();
    }
}
