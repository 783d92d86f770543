package formers.tensor.kernels;

/// The `[k, n]` operand of a [TiledProduct], which hands its columns over packed, in panels.
sealed interface RightOperand permits StoredOperand, PackedOperand {

    /// Packs panels `from..to-1` of a block of columns.
    ///
    /// @param column first column of the block
    /// @param term   first row
    /// @param terms  rows
    /// @param at     where the packed block begins
    void pack(ColumnPanels panels, int from, int to, int column, int term, int terms, float[] packed, int at);
}
