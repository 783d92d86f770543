package formers.models.nn;

import java.util.List;

/// How far back each layer looks: a pattern of windows that repeats over the layers (Child et al. 2019,
/// arXiv:1904.10509; Beltagy et al. 2020, arXiv:2004.05150).
///
/// @param pattern tokens a query sees, its own included, in layers 0, 1, …; 0 for the whole context. Kept
///                at its shortest period, so that equal windows are equal records
public record Windows(List<Integer> pattern) {

    /// Every layer sees the whole context.
    public static final Windows NONE = new Windows(List.of(0));

    public Windows {
        if (pattern.isEmpty() || pattern.stream().anyMatch(window -> window < 0)) {
            throw new IllegalArgumentException(
                    "windows must be a list of numbers that are not negative, found " + pattern);
        }
        pattern = List.copyOf(pattern.subList(0, period(pattern)));
    }

    private static int period(List<Integer> pattern) {
        int size = pattern.size();
        for (int period = 1; period < size; period++) {
            if (size % period == 0 && repeats(pattern, period)) {
                return period;
            }
        }
        return size;
    }

    private static boolean repeats(List<Integer> pattern, int period) {
        return pattern.subList(period, pattern.size()).equals(pattern.subList(0, pattern.size() - period));
    }

    /// These windows in turn.
    public static Windows repeating(Integer... pattern) {
        return new Windows(List.of(pattern));
    }

    /// The window of a layer; 0 for the whole context.
    public int of(int layer) {
        return pattern.get(layer % pattern.size());
    }

    /// Tokens that some layer needs; 0 for all.
    public int widest() {
        return pattern.contains(0) ? 0 : pattern.stream().max(Integer::compare).orElseThrow();
    }
}
