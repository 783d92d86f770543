package formers.training;

import java.util.Map;

/// What a model does at an evaluation, to be looked at.
///
/// @param text    what it wrote
/// @param figures more measurements for the metrics, such as a score of what it wrote
public record Sample(String text, Map<String, Double> figures) {

    public static Sample of(String text) {
        return new Sample(text, Map.of());
    }
}
