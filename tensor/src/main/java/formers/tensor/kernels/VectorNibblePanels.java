package formers.tensor.kernels;

import static formers.tensor.kernels.PackedPanels.HALVES;
import static formers.tensor.kernels.PackedPanels.ROWS;
import static formers.tensor.kernels.RegisterTiles.F;
import static formers.tensor.kernels.RegisterTiles.LANES;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// [NibblePanels] on the Vector API. For several `x`, and for unpacking, codes are first given a byte each,
/// 64 of them at once; a single `x` would take longer so.
record VectorNibblePanels(NibblePanels w) implements VectorCodes {

    /// Bytes of the codes of half a block's columns.
    private static final int HALF = NibblePanels.PAIRS * ROWS;

    private static final VectorSpecies<Byte> BYTES = F.withLanes(byte.class);

    @Override
    public int columns() {
        return NibblePanels.COLUMNS;
    }

    @Override
    public byte[] data(PanelScratch scratch) {
        return scratch.codes();
    }

    @Override
    public int codes(int row, int i, int term) {
        return room(row, i) + (row + i * LANES) % ROWS;
    }

    @Override
    public void prepare(int row, int term, int terms, PanelScratch scratch) {
        int p = w.scaleAt(row, term);
        int q = w.scaleAt(row + LANES, term);
        int r = w.scaleAt(row + 2 * LANES, term);
        int s = w.scaleAt(row + 3 * LANES, term);
        int groups = terms / NibblePanels.COLUMNS;
        PanelScales.proportional(w.data, p, q, r, s, HALVES, groups, -NibblePanels.ZERO, scratch.scales());
    }

    /// Reads codes where they lie, unlike [#four].
    @Override
    public void one(int row, int term, int terms, float[] x, int xo, PanelScratch scratch) {
        int blocks = terms / NibblePanels.COLUMNS;
        float[] scales = scratch.scales();
        for (int i = 0; i < VECTORS; i += 2) {
            int p = w.pairAt(row + i * LANES, term);
            int q = w.pairAt(row + (i + 1) * LANES, term);
            NibbleProducts.one(w.data, p, q, blocks, scales, i * 2 * LANES, x, xo, scratch.sums(), i * LANES);
        }
    }

    @Override
    public void prepareFour(int row, int term, int terms, PanelScratch scratch) {
        prepare(row, term, terms, scratch);
        int groups = terms / NibblePanels.COLUMNS;
        split(
                w.data,
                w.pairAt(panel(row, 0), term),
                w.pairAt(panel(row, 1), term),
                w.pairAt(panel(row, 2), term),
                w.pairAt(panel(row, 3), term),
                groups,
                row,
                scratch.codes());
    }

    /// The first row of the panel with vector `i`.
    private static int panel(int row, int i) {
        return (row + i * LANES) / ROWS * ROWS;
    }

    /// Where the codes of a panel begin in the scratch.
    private static int room(int row, int i) {
        return (panel(row, i) - panel(row, 0)) / ROWS * PanelScratch.CODES;
    }

    /// One block of each panel in turn: the more places memory is read from, the faster it comes. Short
    /// vectors may have one panel more than once.
    private static void split(byte[] data, int p, int q, int r, int s, int blocks, int row, byte[] to) {
        int toQ = room(row, 1);
        int toR = room(row, 2);
        int toS = room(row, 3);
        for (int block = 0; block < blocks; block++) {
            int from = block * HALF;
            int at = 2 * from;
            split(data, p + from, to, at);
            split(data, q + from, to, toQ + at);
            split(data, r + from, to, toR + at);
            split(data, s + from, to, toS + at);
        }
    }

    private static void split(byte[] data, int from, byte[] to, int at) {
        for (int i = 0; i < HALF; i += BYTES.length()) {
            var pairs = ByteVector.fromArray(BYTES, data, from + i).reinterpretAsInts();
            low(pairs).intoArray(to, at + i);
            low(pairs.lanewise(VectorOperators.LSHR, 4)).intoArray(to, at + HALF + i);
        }
    }

    private static ByteVector low(IntVector pairs) {
        return pairs.and(0x0F0F0F0F).reinterpretAsBytes();
    }
}
