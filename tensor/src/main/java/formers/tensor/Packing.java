package formers.tensor;

import formers.tensor.kernels.BlockNibbles;
import formers.tensor.kernels.BytePanels;
import formers.tensor.kernels.HalfPanels;
import formers.tensor.kernels.OffsetBytePanels;
import formers.tensor.kernels.PackedPanels;
import formers.tensor.kernels.SuperNibbles;
import formers.tensor.kernels.SuperPanels;
import formers.tensor.packed.WeightFormat;
import formers.tensor.threads.Threads;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Rows in ggml's blocks, to be put into panels. Codes and scales are kept as they are; what they stand for does
/// not change.
///
/// @param panels  for them, without memory at first, and empty before [#fill]
/// @param filling fills the panels
record Packing(PackedPanels panels, Runnable filling) {

    /// Rows of one piece of work, whole panels.
    private static final int GRAIN = 4 * PackedPanels.ROWS;

    /// Puts block `block` of row `row` into panels.
    @FunctionalInterface
    private interface Filler {
        /// @param from the bytes of the row
        /// @param at   where the block begins in them
        /// @param codes room for a block's codes
        void fill(int row, int block, byte[] from, int at, byte[] codes);
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
            case Q8_0 -> panelwise(new BytePanels(rows, columns), format, data, BytePanels::setPanel);
            case Q4_0 -> panelwise(new BlockNibbles(rows, columns), format, data, BlockNibbles::setPanel);
            case Q4_K -> panelwise(new SuperNibbles(rows, columns), format, data, SuperNibbles::setPanel);
            case Q5_0 -> {
                var panels = new BytePanels(rows, columns);
                yield blockwise(panels, format, data, (row, block, from, at, codes) -> {
                    fiveBits(from, at + 2, 16, codes);
                    panels.set(row, block, half(from, at), codes, 0);
                });
            }
            case Q4_1 -> {
                var panels = new OffsetBytePanels(rows, columns);
                yield blockwise(panels, format, data, (row, block, from, at, codes) -> {
                    nibbles(from, at + 4, 16, codes, 0);
                    panels.set(row, block, half(from, at), half(from, at + 2), codes, 0);
                });
            }
            case Q5_1 -> {
                var panels = new OffsetBytePanels(rows, columns);
                yield blockwise(panels, format, data, (row, block, from, at, codes) -> {
                    fiveBits(from, at + 4, 0, codes);
                    panels.set(row, block, half(from, at), half(from, at + 2), codes, 0);
                });
            }
            case Q2_K, Q3_K, Q5_K, Q6_K -> {
                var panels = new SuperPanels(rows, columns);
                yield blockwise(
                        panels,
                        format,
                        data,
                        (row, block, from, at, codes) ->
                                SuperBlock.of(format, from, at, codes).put(panels, row, block));
            }
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

    private static Packing blockwise(PackedPanels panels, WeightFormat format, MemorySegment data, Filler filler) {
        int blocks = panels.columns() / format.blockElements();
        return new Packing(panels, () -> {
            var room = ThreadLocal.withInitial(() -> new byte[format.blockElements()]);
            eachRow(panels.rows(), blocks * format.blockBytes(), data, (row, from) -> {
                byte[] codes = room.get();
                for (int block = 0; block < blocks; block++) {
                    filler.fill(row, block, from, block * format.blockBytes(), codes);
                }
            });
        });
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
        return new Packing(panels, () -> eachPanel(panels, format, data, filler));
    }

    /// Fills panels whole; rows that fill up the last one are zero.
    private static <P extends PackedPanels> void eachPanel(
            P panels, WeightFormat format, MemorySegment data, PanelFiller<P> filler) {
        int panelRows = panels.panelRows();
        int rowBytes = Math.toIntExact(format.bytes(panels.columns()));
        Threads.forRanges(panels.rows(), GRAIN, (first, end) -> {
            var from = new byte[panelRows * rowBytes];
            for (int row = first; row < end; row += panelRows) {
                int bytes = Math.min(panelRows, end - row) * rowBytes;
                MemorySegment.copy(data, ValueLayout.JAVA_BYTE, (long) row * rowBytes, from, 0, bytes);
                Arrays.fill(from, bytes, from.length, (byte) 0);
                filler.fill(panels, row, from, rowBytes);
            }
        });
    }

    static short half(byte[] from, int at) {
        return (short) (from[at] & 0xFF | from[at + 1] << 8);
    }

    /// Codes of four bits: the low ones of `count` bytes, then the high ones.
    static void nibbles(byte[] from, int at, int count, byte[] codes, int to) {
        for (int j = 0; j < count; j++) {
            codes[to + j] = (byte) (from[at + j] & 15);
            codes[to + count + j] = (byte) (from[at + j] >> 4 & 15);
        }
    }

    /// 32 codes of five bits, less `zero`: their highest bits in four bytes, then the others as nibbles.
    private static void fiveBits(byte[] from, int at, int zero, byte[] codes) {
        nibbles(from, at + 4, 16, codes, 0);
        for (int j = 0; j < 32; j++) {
            int high = from[at + j / 8] >> j % 8 & 1;
            codes[j] = (byte) ((codes[j] | high << 4) - zero);
        }
    }
}
