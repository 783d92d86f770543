package formers.generation.beam;

import java.util.List;

/// A line and its translations.
///
/// @param line      its number, from 1
/// @param source    as it was given
/// @param truncated whether only its beginning was translated, for its length
/// @param texts     the best first, 1 or more; different tokens may be the same text
public record Translation(long line, String source, boolean truncated, List<TranslatedText> texts) {

    public Translation {
        texts = List.copyOf(texts);
    }

    /// The best.
    public String text() {
        return texts.getFirst().text();
    }
}
