package formers.text;

import java.util.List;
import java.util.function.Consumer;

/// Cuts a text into words. Thread-safe.
@FunctionalInterface
interface PreTokenizer {

    /// Hands the words of `piece` over from left to right, none empty.
    void cut(AlignedText piece, Consumer<AlignedText> words);

    /// The words of the words.
    static PreTokenizer sequence(List<PreTokenizer> steps) {
        return steps.stream()
                .reduce((first, second) -> (piece, words) -> first.cut(piece, word -> second.cut(word, words)))
                .orElse((piece, words) -> words.accept(piece));
    }
}
