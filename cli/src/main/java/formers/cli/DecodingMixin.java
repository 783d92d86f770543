package formers.cli;

import formers.generation.DraftModel;
import formers.generation.GenerationOptions;
import formers.generation.PromptLookup;
import formers.generation.chat.LoadedModel;
import formers.tensor.CacheFormat;
import formers.text.InputException;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// How a model is run: what changes speed and memory, and no text but for rounding.
final class DecodingMixin {

    @Option(
            names = "--cache",
            paramLabel = "FORMAT",
            defaultValue = "f32",
            description = "how keys and values are kept: f32, f16 or q8 (default ${DEFAULT-VALUE})")
    private CacheFormat cache;

    @Option(
            names = "--draft",
            paramLabel = "MODEL",
            description = "a smaller model of the same vocabulary guesses, this one checks several tokens at once")
    private Path draft;

    @Option(names = "--lookup", description = "guess that the text repeats itself: helps where answers quote")
    private boolean lookup;

    @Option(
            names = "--guesses",
            paramLabel = "N",
            defaultValue = "3",
            description = "tokens guessed at a time (default ${DEFAULT-VALUE})")
    private int guesses;

    CacheFormat cacheFormat() {
        return cache;
    }

    /// @param vocabulary of the model that checks
    GenerationOptions apply(GenerationOptions options, int vocabulary) throws IOException {
        var kept = options.withCacheFormat(cache);
        if (draft != null && lookup) {
            throw new Failure("--draft and --lookup both guess; give one of them");
        }
        if (lookup) {
            return kept.drafting(new PromptLookup(PromptLookup.usual().longest(), guesses));
        }
        if (draft == null) {
            return kept;
        }
        var small = LoadedModel.open(draft);
        if (small.decoder().vocabulary() != vocabulary) {
            throw new InputException("the draft model %s has a vocabulary of %d, the model that checks one of %d"
                    .formatted(draft, small.decoder().vocabulary(), vocabulary));
        }
        return kept.drafting(new DraftModel(small.decoder(), guesses));
    }
}
