package formers.training;

/// Token ids `[rows, time]` and the tokens that should follow them; a target of -1 does not count.
///
/// @param ids     row-major
/// @param targets row-major, one for each id
public record Batch(int[] ids, int[] targets, int rows, int time) {

    public Batch {
        if (ids.length != rows * time || targets.length != ids.length) {
            throw new IllegalArgumentException(
                    "a batch of %d x %d has %d ids and %d targets".formatted(rows, time, ids.length, targets.length));
        }
    }
}
