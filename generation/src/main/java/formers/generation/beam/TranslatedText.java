package formers.generation.beam;

import formers.generation.alignment.SoftAlignment;
import java.util.Optional;

/// A translation of a line.
///
/// @param text           one line, of whole characters: what is no valid UTF-8 in the bytes of its tokens is
///                       U+FFFD, and line breaks are spaces
/// @param logProbability in nats
/// @param score          as [Hypothesis#score]
/// @param alignment      of its tokens with those of the line, if it was asked for
public record TranslatedText(String text, double logProbability, double score, Optional<SoftAlignment> alignment) {}
