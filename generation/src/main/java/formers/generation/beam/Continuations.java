package formers.generation.beam;

/// The likeliest of many continuations of prefixes, in falling order; of equals, those that were offered
/// first.
final class Continuations {

    private final int[] rows;
    private final int[] tokens;
    private final double[] logProbabilities;
    private int size;

    /// @param most continuations that are kept
    Continuations(int most) {
        rows = new int[most];
        tokens = new int[most];
        logProbabilities = new double[most];
    }

    int size() {
        return size;
    }

    int row(int rank) {
        return rows[rank];
    }

    int token(int rank) {
        return tokens[rank];
    }

    double logProbability(int rank) {
        return logProbabilities[rank];
    }

    /// Only what is above this is worth offering: among thousands of tokens almost none is.
    double floor() {
        return size < rows.length ? Double.NEGATIVE_INFINITY : logProbabilities[size - 1];
    }

    void offer(int row, int token, double logProbability) {
        int place = place(logProbability);
        if (place == rows.length) {
            return;
        }
        int moved = Math.min(size, rows.length - 1) - place;
        System.arraycopy(rows, place, rows, place + 1, moved);
        System.arraycopy(tokens, place, tokens, place + 1, moved);
        System.arraycopy(logProbabilities, place, logProbabilities, place + 1, moved);
        rows[place] = row;
        tokens[place] = token;
        logProbabilities[place] = logProbability;
        size = Math.min(size + 1, rows.length);
    }

    /// After all that are as likely or likelier.
    private int place(double logProbability) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (logProbabilities[middle] >= logProbability) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
