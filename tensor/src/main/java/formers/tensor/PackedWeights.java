package formers.tensor;

import formers.tensor.kernels.HalfRows;
import formers.tensor.kernels.PackedRows;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;

/// A weight matrix `[rows, columns]` in a compact format, which products read as it is; one part of its rows may be in
/// another format than the next. It never changes, and has no gradient: models that have such weights can be run, not
/// trained.
public final class PackedWeights {

    private final List<PackedRows> parts;
    private final int rows;

    PackedWeights(List<PackedRows> parts) {
        this.parts = List.copyOf(parts);
        rows = parts.stream().mapToInt(PackedRows::rows).reduce(0, Math::addExact);
        for (var part : parts) {
            if (part.columns() != columns()) {
                throw new ShapeException("rows of one matrix are equally long, found %d and %d elements"
                        .formatted(columns(), part.columns()));
            }
        }
    }

    /// A matrix of 16-bit floating-point numbers, read where it lies.
    ///
    /// @param brain whether they are BF16, otherwise F16
    /// @param data  row by row, little-endian, outside the heap, such as in a mapped file; it must stay there
    /// @throws IllegalArgumentException if it has not the size of the matrix
    public static PackedWeights halves(boolean brain, MemorySegment data, int rows, int columns) {
        return new PackedWeights(List.of(new HalfRows(brain, data, rows, columns)));
    }

    /// The rows of several matrices, one below the other.
    ///
    /// @throws ShapeException if their rows are not equally long
    public static PackedWeights joined(List<PackedWeights> matrices) {
        return new PackedWeights(
                matrices.stream().flatMap(matrix -> matrix.parts.stream()).toList());
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return parts.getFirst().columns();
    }

    /// Bytes of memory, or of a mapped file, that the matrix takes.
    public long bytes() {
        return parts.stream().mapToLong(PackedRows::bytes).sum();
    }

    /// The matrix as a tensor `[rows, columns]`, for [Tensor#linear] and [Tensor#embedding]. No scope owns it.
    public Tensor tensor() {
        return new Tensor(new Storage.Packed(this), 0, Shape.of(rows, columns()), ElementType.PACKED);
    }

    Stream<Part> parts() {
        var at = new int[1];
        return parts.stream().map(part -> {
            int first = at[0];
            at[0] += part.rows();
            return new Part(first, part);
        });
    }

    /// Some rows.
    ///
    /// @param first the first of them in the whole matrix
    record Part(int first, PackedRows rows) {}

    /// The values of a row.
    void decode(int row, float[] to, int at) {
        int within = row;
        for (var part : parts) {
            if (within < part.rows()) {
                part.decode(within, 0, part.columns(), to, at);
                return;
            }
            within -= part.rows();
        }
        throw new IndexOutOfBoundsException("row " + row + " of " + rows);
    }
}
