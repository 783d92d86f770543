package formers.generation.alignment;

import java.util.List;

/// Where things are in a picture of an alignment, in pixels: labels of the target to the left of the cells,
/// those of the source above, turned a quarter to the left.
record Grid(List<String> columns, List<String> rows, int left, int top) {

    static final int CELL = 24;
    static final int FONT = 14;
    static final int GAP = 6; // between labels and cells
    static final int MARGIN = 8;

    static Grid of(SoftAlignment alignment) {
        var columns = Labels.of(alignment.source());
        var rows = Labels.of(alignment.target());
        return new Grid(columns, rows, room(rows), room(columns));
    }

    private static int room(List<String> labels) {
        double widest = labels.stream().mapToDouble(Labels::width).max().orElse(0);
        return MARGIN + (int) Math.ceil(widest * FONT) + GAP;
    }

    int width() {
        return left + columns.size() * CELL + MARGIN;
    }

    int height() {
        return top + rows.size() * CELL + MARGIN;
    }

    int x(int column) {
        return left + column * CELL;
    }

    int y(int row) {
        return top + row * CELL;
    }

    /// The grey of a weight, from 0, black, for all of it to 255, white, for none.
    static int grey(float weight) {
        return Math.round(255 * (1 - Math.clamp(weight, 0f, 1f)));
    }
}
