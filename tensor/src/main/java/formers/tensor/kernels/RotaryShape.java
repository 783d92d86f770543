package formers.tensor.kernels;

/// What rotary embedding turns: of rows `[rows, allHeads, width]`, the first `rotated` channels of the first
/// `heads` heads.
///
/// @param heads       at most `allHeads`
/// @param rotated     even, at most `width`
/// @param interleaved pairs are `(2i, 2i + 1)`, else `(i, i + rotated/2)`
public record RotaryShape(int rows, int allHeads, int heads, int width, int rotated, boolean interleaved) {

    public RotaryShape {
        if (rotated % 2 != 0 || rotated < 0 || rotated > width || heads < 0 || heads > allHeads) {
            throw new IllegalArgumentException(
                    "rotary wants an even number of channels, at most %d, and at most %d heads, found %d and %d"
                            .formatted(width, allHeads, rotated, heads));
        }
    }

    /// Elements of a row.
    int rowSize() {
        return allHeads * width;
    }

    int pairs() {
        return rotated / 2;
    }
}
