package formers.cli;

import formers.generation.DraftModel;
import formers.generation.Drafter;
import formers.generation.PromptLookup;
import formers.generation.chat.LoadedModel;
import formers.tensor.CacheFormat;
import formers.text.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import picocli.CommandLine.Option;

/// What guesses how a text goes on, for the model to check several tokens at once.
final class DraftMixin {

    /// @param bytesPerToken of a text, that the drafter keeps
    record Drafting(Drafter drafter, long bytesPerToken) {}

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

    /// Refuses more guesses than there may be where texts must not depend on those beside them.
    void requireGuesses(int most) {
        if (guesses > most) {
            throw new Failure(("--guesses %d: a server guesses at most %d tokens at a time, so that no bit of an answer"
                            + " depends on what else is written; ask for fewer")
                    .formatted(guesses, most));
        }
    }

    /// @param checking models that write
    Optional<Drafting> drafting(CacheFormat cache, Collection<LoadedModel> checking) throws IOException {
        if (draft != null && lookup) {
            throw new Failure("--draft and --lookup both guess; give one of them");
        }
        if (lookup) {
            return Optional.of(
                    new Drafting(new PromptLookup(PromptLookup.usual().longest(), guesses), 0));
        }
        if (draft == null) {
            return Optional.empty();
        }
        var small = LoadedModel.open(draft);
        for (var model : checking) {
            if (small.decoder().vocabulary() != model.decoder().vocabulary()) {
                throw new InputException("the draft model %s has a vocabulary of %d, the model that checks one of %d"
                        .formatted(
                                draft,
                                small.decoder().vocabulary(),
                                model.decoder().vocabulary()));
            }
        }
        return Optional.of(new Drafting(
                new DraftModel(small.decoder(), guesses, cache), ServeCommand.bytesPerToken(small, cache)));
    }
}
