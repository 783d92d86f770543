package formers.tensor;

import formers.tensor.kernels.BlockNibbles;
import formers.tensor.kernels.BytePanels;
import formers.tensor.kernels.HalfPanels;
import formers.tensor.kernels.Kernels;
import formers.tensor.kernels.OffsetBytePanels;
import formers.tensor.kernels.PackedPanels;
import formers.tensor.kernels.QuadPanels;
import formers.tensor.kernels.SuperNibbles;
import formers.tensor.kernels.SuperPanels;
import formers.tensor.packed.WeightFormat;
import formers.tensor.threads.Threads;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.function.Supplier;

/// Rows in ggml's blocks, to be put into panels. Codes and scales are kept as they are; what they stand for does
/// not change.
///
/// @param panels  for them, without memory at first, and empty before [#fill]
/// @param filling fills the panels
record Packing(PackedPanels panels, Runnable filling) {

    /// Whether vectors are those for which [QuadPanels] are.
    private static final boolean QUADS = Kernels.best().vectorBits() == QuadPanels.VECTOR_BITS;

    /// Rows of one piece of work, whole panels.
    private static final int GRAIN = 4 * PackedPanels.ROWS;

    /// A thread's room for rows of a panel: made anew for each piece, it would be a quarter as much memory again.
    private static final ThreadLocal<byte[]> ROOM = ThreadLocal.withInitial(() -> new byte[0]);

    /// Puts a block of a panel's rows, the first of them `row`, into panels.
    @FunctionalInterface
    private interface BlockFiller<P> {
        void fill(P panels, int row, int block, PanelBlock unpacked);
    }

    /// Puts a panel's rows, `rowBytes` apart, the first of them `row`.
    @FunctionalInterface
    private interface PanelFiller<P> {
        void fill(P panels, int row, byte[] from, int rowBytes);
    }

    @FunctionalInterface
    private interface RowAction {
        void accept(int row, byte[] bytes);
    }

    /// @param data the rows one after the other
    static Packing of(WeightFormat format, MemorySegment data, int rows, int columns) {
        return switch (format) {
            case Q8_0 ->
                QUADS
                        ? panelwise(new QuadPanels(rows, columns), format, data, QuadPanels::setPanel)
                        : panelwise(new BytePanels(rows, columns), format, data, BytePanels::setPanel);
            case Q4_0 -> panelwise(new BlockNibbles(rows, columns), format, data, BlockNibbles::setPanel);
            case Q4_K -> panelwise(new SuperNibbles(rows, columns), format, data, SuperNibbles::setPanel);
            case Q5_0 ->
                blockwise(
                        new BytePanels(rows, columns),
                        format,
                        data,
                        (panels, row, block, it) -> panels.set(row, block, it.scales(), it.codes()));
            case Q4_1, Q5_1 ->
                blockwise(
                        new OffsetBytePanels(rows, columns),
                        format,
                        data,
                        (panels, row, block, it) -> panels.set(row, block, it.scales(), it.offsets(), it.codes()));
            case Q2_K, Q3_K, Q5_K, Q6_K ->
                blockwise(
                        new SuperPanels(rows, columns, format == WeightFormat.Q2_K || format == WeightFormat.Q5_K),
                        format,
                        data,
                        (panels, row, block, it) ->
                                panels.set(row, block, it.scales(), it.offsets(), it.s(), it.m(), it.codes()));
            case F16, BF16 -> {
                var panels = new HalfPanels(rows, columns, format == WeightFormat.BF16);
                yield new Packing(panels, () -> eachRow(rows, 2 * columns, data, panels::set));
            }
            case F32 -> throw new IllegalArgumentException(format + " is not packed");
        };
    }

    long bytes() {
        return panels.bytes();
    }

    void fill() {
        filling.run();
    }

    private static <P extends PackedPanels> Packing blockwise(
            P panels, WeightFormat format, MemorySegment data, BlockFiller<P> filler) {
        int blocks = panels.columns() / format.blockElements();
        int blockBytes = format.blockBytes();
        return new Packing(
                panels,
                () -> eachPanel(panels, format, data, () -> {
                    var unpacked = new PanelBlock(format);
                    return (to, row, from, rowBytes) -> {
                        for (int block = 0; block < blocks; block++) {
                            for (int lane = 0; lane < PackedPanels.ROWS; lane++) {
                                unpacked.read(lane, from, lane * rowBytes + block * blockBytes);
                            }
                            filler.fill(to, row, block, unpacked);
                        }
                    };
                }));
    }

    private static void eachRow(int rows, int rowBytes, MemorySegment data, RowAction action) {
        Threads.forRanges(rows, GRAIN, (first, end) -> {
            var from = new byte[rowBytes];
            for (int row = first; row < end; row++) {
                MemorySegment.copy(data, ValueLayout.JAVA_BYTE, (long) row * rowBytes, from, 0, rowBytes);
                action.accept(row, from);
            }
        });
    }

    private static <P extends PackedPanels> Packing panelwise(
            P panels, WeightFormat format, MemorySegment data, PanelFiller<P> filler) {
        return new Packing(panels, () -> eachPanel(panels, format, data, () -> filler));
    }

    /// Fills panels whole; rows that fill up the last one are zero.
    ///
    /// @param fillers makes a filler for a piece of work
    private static <P extends PackedPanels> void eachPanel(
            P panels, WeightFormat format, MemorySegment data, Supplier<PanelFiller<P>> fillers) {
        int panelRows = panels.panelRows();
        int rowBytes = Math.toIntExact(format.bytes(panels.columns()));
        int panelBytes = panelRows * rowBytes;
        Threads.forRanges(panels.rows(), GRAIN, (first, end) -> {
            byte[] from = room(panelBytes);
            var filler = fillers.get();
            for (int row = first; row < end; row += panelRows) {
                int bytes = Math.min(panelRows, end - row) * rowBytes;
                MemorySegment.copy(data, ValueLayout.JAVA_BYTE, (long) row * rowBytes, from, 0, bytes);
                Arrays.fill(from, bytes, panelBytes, (byte) 0);
                filler.fill(panels, row, from, rowBytes);
            }
        });
    }

    private static byte[] room(int bytes) {
        if (ROOM.get().length < bytes) {
            ROOM.set(new byte[bytes]);
        }
        return ROOM.get();
    }
}
