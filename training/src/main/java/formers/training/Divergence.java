package formers.training;

/// Watches the training loss for numbers that are not finite and for a lasting rise.
final class Divergence {

    private static final int WINDOW = 100;

    private final double[] recent = new double[WINDOW];
    private long seen;
    private double sum;
    private double lowest = Double.POSITIVE_INFINITY;

    /// @throws DivergedException if training has gone wrong
    void watch(long step, double loss, double rate) {
        if (!Double.isFinite(loss)) {
            throw new DivergedException(advice("the training loss became %s at step %d".formatted(loss, step), rate));
        }
        int slot = (int) (seen++ % WINDOW);
        sum += loss - recent[slot];
        recent[slot] = loss;
        if (seen < WINDOW) {
            return;
        }
        double mean = sum / WINDOW;
        lowest = Math.min(lowest, mean);
        if (mean > lowest + Math.max(1, lowest / 2)) {
            throw new DivergedException(advice(
                    "the training loss rose from %.2f to %.2f (means of %d steps) by step %d"
                            .formatted(lowest, mean, WINDOW, step),
                    rate));
        }
    }

    static String advice(String what, double rate) {
        return "%s, at a learning rate of %.2g. The last saved state and the best model are untouched; try a lower rate"
                        .formatted(what, rate)
                + " (--learning-rate), a longer warm-up or stronger clipping";
    }
}
