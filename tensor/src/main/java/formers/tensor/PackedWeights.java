package formers.tensor;

import formers.tensor.kernels.Kernels;
import formers.tensor.kernels.PackedPanels;
import formers.tensor.packed.WeightFormat;
import formers.tensor.threads.Threads;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// A weight matrix `[rows, columns]` in a compact format, which products read as it is; one part of its rows
/// may be in another format than the next. It never changes, and has no gradient: models that have such weights can
/// be run, not trained.
///
/// Products with Q4_0 and Q4_K round what they multiply to bytes, each 32 elements of a row to multiples of a 127th of
/// the largest among them; with the other formats they take it as it is.
public final class PackedWeights {

    /// Elements of a part; they take at most 16 bits each.
    private static final int MOST = 1 << 29;

    private static final int PANEL = PackedPanels.ROWS;

    /// Calls after which the JVM has compiled a product, if it was told to do that early.
    private static final int WARM = 500;

    /// A matrix of which no kernel leaves anything out.
    private static final int WARM_ROWS = 64;
    private static final int WARM_COLUMNS = 32;

    private final List<PackedPanels> parts;
    private final int rows;

    PackedWeights(List<PackedPanels> parts) {
        this.parts = List.copyOf(parts);
        rows = parts.stream().mapToInt(PackedPanels::rows).reduce(0, Math::addExact);
        for (var part : parts) {
            if (part.columns() != columns()) {
                throw new ShapeException("rows of one matrix are equally long, found %d and %d elements"
                        .formatted(columns(), part.columns()));
            }
        }
    }

    /// A matrix as a file holds it, row by row, copied into the order in which products read it.
    ///
    /// @throws IllegalArgumentException if `data` has not the size of the matrix, rows are not whole blocks,
    ///                                  or the
    ///                                  format is F32, which is not packed
    public static PackedWeights of(WeightFormat format, MemorySegment data, int rows, int columns) {
        var packings = packings(format, data, rows, columns);
        for (var packing : packings) {
            packing.panels().allocate();
            packing.fill();
        }
        return of(packings);
    }

    static PackedWeights of(List<Packing> packings) {
        return new PackedWeights(packings.stream().map(Packing::panels).toList());
    }

    /// In parts, each of which fits an array.
    ///
    /// @throws IllegalArgumentException as [#of]
    static List<Packing> packings(WeightFormat format, MemorySegment data, int rows, int columns) {
        if (rows < 1 || columns < 1 || data.byteSize() != format.bytes(columns) * rows) {
            throw new IllegalArgumentException("expected %d rows of %d elements in %s, found %d bytes"
                    .formatted(rows, columns, format, data.byteSize()));
        }
        int most = Math.max(PANEL, MOST / columns / PANEL * PANEL);
        long rowBytes = format.bytes(columns);
        var packings = new ArrayList<Packing>();
        for (int row = 0; row < rows; row += most) {
            int count = Math.min(most, rows - row);
            packings.add(Packing.of(format, data.asSlice(row * rowBytes, count * rowBytes), count, columns));
        }
        return packings;
    }

    /// Multiplies with a small matrix, and lets a row through a gate, until the JVM compiles both, if it does so
    /// early. Until then they are a thousand times slower, and a large model's first token waits for that; on a
    /// thread of its own it happens while weights are read.
    ///
    /// @param m rows that will be multiplied with such a matrix
    public static void warmUp(WeightFormat format, int m) {
        int columns = Math.max(WARM_COLUMNS, format.blockElements());
        byte[] zeros = new byte[Math.toIntExact(WARM_ROWS * format.bytes(columns))];
        var weights = of(format, MemorySegment.ofArray(zeros), WARM_ROWS, columns);
        Kernels.best().packed().warmUp(weights.parts.getFirst(), m);
        var matrix = weights.tensor();
        // All of a kernel's ways are taken, or those left out would stop it later: a block of zeros is rounded apart.
        var row = new float[columns];
        for (int i = 0; i < WARM; i++) {
            Arrays.fill(row, i % 2);
            try (var scope = Scope.open()) {
                Tensor.of(row, 1, columns).linear(matrix, null).gated(Gate.SILU);
            }
        }
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

    /// Bytes of memory that the matrix takes.
    public long bytes() {
        return parts.stream().mapToLong(PackedPanels::bytes).sum();
    }

    /// The matrix as a tensor `[rows, columns]`, for [Tensor#linear] and [Tensor#embedding]. No scope owns
    /// it.
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
    record Part(int first, PackedPanels rows) {}

    /// Puts the values of a row into `to`, from `at` on.
    ///
    /// @throws IndexOutOfBoundsException if there is no such row
    public void decode(int row, float[] to, int at) {
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

    /// Puts the values of all rows into a tensor `[rows, columns]`.
    ///
    /// @throws ShapeException if it has another shape
    public void decode(Tensor to) {
        if (!to.shape().equals(Shape.of(rows, columns()))) {
            throw new ShapeException("expected room for [%d, %d], found %s".formatted(rows, columns(), to.shape()));
        }
        float[] values = to.floats();
        parts().forEach(part -> Threads.forRanges(part.rows().rows(), PANEL, (first, end) -> {
            for (int row = first; row < end; row++) {
                int at = to.offset() + (part.first() + row) * columns();
                part.rows().decode(row, 0, columns(), values, at);
            }
        }));
    }
}
