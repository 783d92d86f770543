package formers.generation.serving;

import formers.generation.Generated;

/// How a text ended.
///
/// @param promptTokens tokens of the prompt
/// @param knownTokens  those of them that had been read before
/// @param tokens       tokens written
/// @param ending       why it ended
public record TextResult(int promptTokens, int knownTokens, int tokens, Generated.Ending ending) {}
