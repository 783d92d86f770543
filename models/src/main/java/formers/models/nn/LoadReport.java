package formers.models.nn;

import java.util.List;

/// What reading a model's parameters found. Complete when all three lists are empty.
///
/// @param missing    asked for and not stored, with the expected shape
/// @param unexpected stored and not asked for
/// @param misshapen  stored in another shape than asked for
public record LoadReport(List<String> missing, List<String> unexpected, List<String> misshapen) {

    private static final int SHOWN = 100;

    public boolean complete() {
        return missing.isEmpty() && unexpected.isEmpty() && misshapen.isEmpty();
    }

    /// All three lists; of one that is very long, the beginning.
    @Override
    public String toString() {
        return "missing %s, unexpected %s, misshapen %s".formatted(shown(missing), shown(unexpected), shown(misshapen));
    }

    private static String shown(List<String> names) {
        return names.size() <= SHOWN
                ? names.toString()
                : "%s and %d more".formatted(names.subList(0, SHOWN), names.size() - SHOWN);
    }
}
