package formers.generation.serving;

import java.util.List;

/// More of a text.
///
/// @param text   may be empty while a character, or a string that could end the text, is incomplete
/// @param tokens that it was made of, with their probabilities; none unless these were asked for
public record TextPiece(String text, List<ScoredToken> tokens) {

    /// A token with its log-probability and the likeliest in its place.
    ///
    /// @param logProbability in nats
    public record ScoredToken(int id, float logProbability, List<ScoredToken> alternatives) {}

    public TextPiece {
        tokens = List.copyOf(tokens);
    }
}
