package formers.models.nn;

import java.util.List;

/// What reading a model's parameters found. Complete when all three lists are empty.
///
/// @param missing    asked for and not stored, with the expected shape
/// @param unexpected stored and not asked for
/// @param misshapen  stored in another shape than asked for
public record LoadReport(List<String> missing, List<String> unexpected, List<String> misshapen) {

    public boolean complete() {
        return missing.isEmpty() && unexpected.isEmpty() && misshapen.isEmpty();
    }

    @Override
    public String toString() {
        return "missing %s, unexpected %s, misshapen %s".formatted(missing, unexpected, misshapen);
    }
}
