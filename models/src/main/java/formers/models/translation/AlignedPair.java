package formers.models.translation;

import java.util.List;

/// A source and its only right target, with what is known of which word came from which.
///
/// @param alignment for each word of the target, where its word in the source stands; -1 for words that are
///                  not asked about
public record AlignedPair(List<String> source, List<String> target, int[] alignment) {

    public AlignedPair {
        source = List.copyOf(source);
        target = List.copyOf(target);
        if (alignment.length != target.size()) {
            throw new IllegalArgumentException("a target of %d words wants as many places in its source, found %d"
                    .formatted(target.size(), alignment.length));
        }
        for (int at : alignment) {
            if (at < -1 || at >= source.size()) {
                throw new IllegalArgumentException(
                        "a source of %d words has no word at %d".formatted(source.size(), at));
            }
        }
    }
}
