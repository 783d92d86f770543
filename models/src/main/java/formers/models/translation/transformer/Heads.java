package formers.models.translation.transformer;

/// The heads of every attention of a model.
///
/// @param count h
/// @param width d_k and d_v, channels of each
/// @param scaled whether scores are divided by `√d_k`; T5 has that in the initial weights instead
public record Heads(int count, int width, boolean scaled) {

    public Heads {
        if (count < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "transformer wants at least 1 head of at least 1 channel, found %d of %d".formatted(count, width));
        }
        if ((long) count * width > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "transformer heads must be at most 2³¹ − 1 wide together, found %d of %d".formatted(count, width));
        }
    }

    /// So many heads as wide as to fill `width` together.
    ///
    /// @throws IllegalArgumentException if they cannot be equally wide
    public static Heads of(int count, int width) {
        if (count < 1 || width % count != 0) {
            throw new IllegalArgumentException(
                    "transformer width %d must be a multiple of its heads, found %d".formatted(width, count));
        }
        return new Heads(count, width / count, true);
    }

    /// Width of all of them.
    public int total() {
        return count * width;
    }

    /// Factor on the product of a query and a key.
    float scale() {
        return scaled ? (float) (1 / Math.sqrt(width)) : 1;
    }
}
