package formers.generation.serving;

import formers.generation.SamplingOptions;
import formers.generation.grammar.Grammar;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How to write. Start from [#of] and refine.
///
/// @param sampling     how tokens are chosen
/// @param maxTokens    most tokens; what is left of the context is the most there can be
/// @param stops        strings at which the text ends; they are not part of it
/// @param grammar      the form it has to have
/// @param alternatives how many of the likeliest tokens are told with every token; -1 tells no probability
/// @param patience     after that time the text ends where it is
public record TextRequest(
        SamplingOptions sampling,
        int maxTokens,
        List<String> stops,
        Optional<Grammar> grammar,
        int alternatives,
        Duration patience) {

    public TextRequest {
        stops = List.copyOf(stops);
    }

    /// Up to `maxTokens` tokens of any form, for an hour at most.
    public static TextRequest of(SamplingOptions sampling, int maxTokens) {
        return new TextRequest(sampling, maxTokens, List.of(), Optional.empty(), -1, Duration.ofHours(1));
    }

    public TextRequest stoppingAt(List<String> strings) {
        return new TextRequest(sampling, maxTokens, strings, grammar, alternatives, patience);
    }

    public TextRequest constrainedTo(Grammar form) {
        return new TextRequest(sampling, maxTokens, stops, Optional.of(form), alternatives, patience);
    }

    public TextRequest withAlternatives(int count) {
        return new TextRequest(sampling, maxTokens, stops, grammar, count, patience);
    }

    public TextRequest within(Duration time) {
        return new TextRequest(sampling, maxTokens, stops, grammar, alternatives, time);
    }
}
