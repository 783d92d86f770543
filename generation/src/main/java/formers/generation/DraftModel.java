package formers.generation;

import formers.models.LanguageModel;
import formers.models.nn.KvCache;
import formers.models.nn.Pass;
import formers.tensor.CacheFormat;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import java.util.Arrays;

/// Guesses with a smaller model of the same vocabulary: its likeliest tokens. Remembers the text it read
/// last. Not thread-safe.
public final class DraftModel implements Drafter {

    /// Tokens read at a time: what waits for a guess does not wait for a whole prompt to be read.
    private static final int BLOCK = 512;

    private final LanguageModel model;
    private final int tokens;
    private final CacheFormat format;
    private final PromptCache cache;

    /// @param model  smaller than the one that checks, with its vocabulary
    /// @param tokens most tokens guessed at a time
    public DraftModel(LanguageModel model, int tokens) {
        this(model, tokens, CacheFormat.F32);
    }

    /// @param format how its keys and values are kept
    public DraftModel(LanguageModel model, int tokens, CacheFormat format) {
        if (tokens < 1) {
            throw new IllegalArgumentException("a draft model wants at least 1 token to guess, found " + tokens);
        }
        this.model = model;
        this.tokens = tokens;
        this.format = format;
        this.cache = new PromptCache(model, format);
    }

    @Override
    public Drafter fresh() {
        return new DraftModel(model, tokens, format);
    }

    @Override
    public void forget() {
        cache.forget();
    }

    @Override
    public int[] guess(int[] text, int most) {
        int count = Math.min(Math.min(tokens, most), model.context() - text.length);
        if (count < 1) {
            return new int[0];
        }
        var own = cache.lend(text);
        if (text.length - own.length(0) > BLOCK) {
            likeliest(Arrays.copyOfRange(text, own.length(0), own.length(0) + BLOCK), own);
            cache.keep(own, Arrays.copyOf(text, own.length(0)));
            return new int[0];
        }
        int[] all = Arrays.copyOf(text, text.length + count);
        for (int end = text.length; end < all.length; end++) {
            all[end] = likeliest(Arrays.copyOfRange(all, own.length(0), end), own);
        }
        cache.keep(own, Arrays.copyOf(all, own.length(0)));
        return Arrays.copyOfRange(all, text.length, all.length);
    }

    /// The likeliest token after some that are read now.
    private int likeliest(int[] unread, KvCache own) {
        try (var _ = Scope.open()) {
            var hidden = model.hidden(Tensor.ofInts(unread, 1, unread.length), Pass.continuing(own));
            return model.logits(hidden.slice(1, unread.length - 1, unread.length))
                    .argmax(-1)
                    .toInts()[0];
        }
    }
}
