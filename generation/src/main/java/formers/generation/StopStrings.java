package formers.generation;

import java.util.List;

/// Watches a text as it grows for strings at which it must end, and holds back what may still turn out
/// to be the start of one. Not thread-safe; one per sequence.
public final class StopStrings {

    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private boolean stopped;

    public StopStrings(List<String> stops) {
        for (var stop : stops) {
            if (stop.isEmpty()) {
                throw new IllegalArgumentException("a stop string must not be empty");
            }
        }
        this.stops = List.copyOf(stops);
    }

    /// Takes more text and returns what can be shown now; after a stop string nothing more can.
    public String accept(String text) {
        if (stopped) {
            return "";
        }
        held.append(text);
        int end = earliestStop();
        if (end >= 0) {
            stopped = true;
            return take(end);
        }
        return take(held.length() - longestPartialStop());
    }

    /// Whether a stop string has been seen.
    public boolean stopped() {
        return stopped;
    }

    /// What is still held back once the text has ended of itself.
    public String flush() {
        return stopped ? "" : take(held.length());
    }

    private String take(int length) {
        String text = held.substring(0, length);
        held.delete(0, length);
        return text;
    }

    private int earliestStop() {
        int earliest = -1;
        for (var stop : stops) {
            int at = held.indexOf(stop);
            if (at >= 0 && (earliest < 0 || at < earliest)) {
                earliest = at;
            }
        }
        return earliest;
    }

    /// Length of the longest end of the held text that begins some stop string.
    private int longestPartialStop() {
        int longest = 0;
        for (var stop : stops) {
            for (int n = Math.min(stop.length() - 1, held.length()); n > longest; n--) {
                if (stop.startsWith(held.substring(held.length() - n))) {
                    longest = n;
                }
            }
        }
        return longest;
    }
}
