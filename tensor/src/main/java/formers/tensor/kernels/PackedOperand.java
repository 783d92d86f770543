package formers.tensor.kernels;

import static formers.tensor.kernels.RegisterTiles.LANES;

import java.util.Arrays;

/// The transpose of packed weights, made into numbers panel by panel.
record PackedOperand(PackedRows w) implements RightOperand {

    private static final ThreadLocal<float[]> ROWS = ThreadLocal.withInitial(() -> new float[0]);

    @Override
    public void pack(ColumnPanels panels, int panel, int column, int term, int terms, float[] packed, int at) {
        int row = column + panels.column(panel);
        int to = at + panels.start(panel, terms);
        int width = panels.vectors(panel) * LANES;
        switch (w) {
            case PackedPanels rows -> {
                var vectors = VectorPanels.of(rows);
                int end = rows.panels() * PackedPanels.ROWS;
                for (int i = 0; i < width; i += LANES) {
                    if (row + i < end) {
                        vectors.unpack(row + i, term, terms, packed, to + i, width);
                    }
                }
            }
            case HalfRows rows -> {
                int count = panels.columns(panel);
                if (count < width) {
                    Arrays.fill(packed, to, to + width * terms, 0);
                }
                float[] values = room(count * terms);
                for (int i = 0; i < count; i++) {
                    VectorHalfRows.decode(rows, row + i, term, terms, values, i * terms);
                }
                ColumnPanels.transpose(count, terms, values, 0, terms, packed, to, width);
            }
        }
    }

    private static float[] room(int size) {
        float[] room = ROWS.get();
        if (room.length < size) {
            room = new float[size];
            ROWS.set(room);
        }
        return room;
    }
}
