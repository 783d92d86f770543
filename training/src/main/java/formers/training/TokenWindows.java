package formers.training;

import formers.text.TokenFile;
import java.util.function.IntFunction;

/// Batches of windows of a token file.
public final class TokenWindows {

    private TokenWindows() {}

    /// Windows that start at random places. Row r of batch b starts where `seed`, b and r say, whatever came
    /// before.
    public static TrainingData random(TokenFile file, int rows, int time, long seed) {
        long starts = file.count() - time;
        if (starts < 1) {
            throw new IllegalArgumentException(
                    "%d tokens are too few for a window of %d and the one after".formatted(file.count(), time));
        }
        return index -> batch(file, rows, time, row -> Math.floorMod(Mixed.of(seed, index, row), starts));
    }

    /// All windows from front to back without overlap, the last few tokens left out.
    public static ValidationData inOrder(TokenFile file, int rows, int time) {
        int windows = (int) Math.min(Integer.MAX_VALUE, (file.count() - 1) / time);
        return new ValidationData() {
            @Override
            public int batches() {
                return Math.ceilDiv(windows, rows);
            }

            @Override
            public Batch batch(int index) {
                int first = index * rows;
                return TokenWindows.batch(
                        file, Math.min(rows, windows - first), time, row -> (long) (first + row) * time);
            }
        };
    }

    private static Batch batch(TokenFile file, int rows, int time, IntFunction<Long> start) {
        var ids = new int[rows * time];
        var targets = new int[rows * time];
        var window = new int[time + 1];
        for (int row = 0; row < rows; row++) {
            file.read(start.apply(row), time + 1, window, 0);
            System.arraycopy(window, 0, ids, row * time, time);
            System.arraycopy(window, 1, targets, row * time, time);
        }
        return new Batch(ids, targets, rows, time);
    }
}
