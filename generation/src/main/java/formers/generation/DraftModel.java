package formers.generation;

import formers.models.LanguageModel;
import formers.models.nn.Pass;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import java.util.Arrays;

/// Guesses with a smaller model of the same vocabulary: its likeliest tokens. Remembers the text it read
/// last. Not thread-safe.
public final class DraftModel implements Drafter {

    private final LanguageModel model;
    private final int tokens;
    private final PromptCache cache;

    /// @param model  smaller than the one that checks, with its vocabulary
    /// @param tokens most tokens guessed at a time
    public DraftModel(LanguageModel model, int tokens) {
        if (tokens < 1) {
            throw new IllegalArgumentException("a draft model wants at least 1 token to guess, found " + tokens);
        }
        this.model = model;
        this.tokens = tokens;
        this.cache = new PromptCache(model);
    }

    @Override
    public int[] guess(int[] text, int most) {
        int count = Math.min(Math.min(tokens, most), model.context() - text.length);
        if (count < 1) {
            return new int[0];
        }
        var own = cache.lend(text);
        int[] all = Arrays.copyOf(text, text.length + count);
        for (int end = text.length; end < all.length; end++) {
            try (var _ = Scope.open()) {
                int[] unread = Arrays.copyOfRange(all, own.length(0), end);
                var hidden = model.hidden(Tensor.ofInts(unread, 1, unread.length), Pass.continuing(own));
                all[end] = model.logits(hidden.slice(1, unread.length - 1, unread.length))
                        .argmax(-1)
                        .toInts()[0];
            }
        }
        cache.keep(own, Arrays.copyOf(all, own.length(0)));
        return Arrays.copyOfRange(all, text.length, all.length);
    }
}
