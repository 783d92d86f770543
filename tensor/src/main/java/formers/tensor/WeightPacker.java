package formers.tensor;

import formers.tensor.packed.WeightFormat;
import formers.tensor.threads.Threads;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Packs the matrices of a model together, in a few large arrays. Memory for them is taken and cleared on all cores: on
/// one, that takes as long as it takes all of them to fill it. And the garbage collector leaves large arrays where they
/// are, while it copies small ones.
public final class WeightPacker {

    private static final long LARGE = 128L << 20;

    private final long most;
    private final List<Packing> waiting = new ArrayList<>();

    public WeightPacker() {
        this(LARGE);
    }

    /// @param most bytes of an array, unless one matrix has more
    WeightPacker(long most) {
        this.most = most;
    }

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
        var arrays = arrays();
        Threads.forEach(arrays.size(), i -> allocate(arrays.get(i)));
        waiting.forEach(Packing::fill);
        waiting.clear();
    }

    /// What is waiting, array by array.
    private List<List<Packing>> arrays() {
        var arrays = new ArrayList<List<Packing>>();
        long bytes = most;
        for (var packing : waiting) {
            if (bytes + packing.bytes() > most) {
                arrays.add(new ArrayList<>());
                bytes = 0;
            }
            arrays.getLast().add(packing);
            bytes += packing.bytes();
        }
        return arrays;
    }

    private static void allocate(List<Packing> packings) {
        byte[] memory = new byte
                [Math.toIntExact(packings.stream().mapToLong(Packing::bytes).sum())];
        int start = 0;
        for (var packing : packings) {
            packing.panels().place(memory, start);
            start += (int) packing.bytes();
        }
    }
}
