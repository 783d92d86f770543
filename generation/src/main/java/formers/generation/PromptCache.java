package formers.generation;

import formers.models.LanguageModel;
import formers.models.nn.KvCache;
import formers.tensor.CacheFormat;
import java.util.Arrays;

/// Keys and values of a text, so that one that begins the same needs only its rest to be read: the next
/// turn of a chat, another answer to the same question. Belongs to one model. Not thread-safe.
public final class PromptCache {

    private final LanguageModel model;
    private final CacheFormat format;
    private KvCache cache;
    private int[] tokens = {};

    /// Keys and values are kept as they are.
    public PromptCache(LanguageModel model) {
        this(model, CacheFormat.F32);
    }

    public PromptCache(LanguageModel model, CacheFormat format) {
        this.model = model;
        this.format = format;
    }

    /// Tokens of a prompt that need not be read again; the last always is, since its logits are wanted.
    public int known(int... prompt) {
        int common = Arrays.mismatch(tokens, prompt);
        return Math.min(common < 0 ? tokens.length : common, prompt.length - 1);
    }

    /// Hands the cache out, holding what it knows of a prompt.
    KvCache lend(int[] prompt) {
        var own = cache;
        int known = known(prompt);
        forget(); // whatever happens to it now, it is not what it was
        if (own == null || !own.holds(0, known)) {
            return model.newCache(1, format);
        }
        own.truncate(0, known);
        return own;
    }

    /// Takes a cache back with the tokens that went through it.
    void keep(KvCache used, int[] read) {
        cache = used;
        tokens = read;
    }

    void forget() {
        cache = null;
        tokens = new int[0];
    }
}
