package formers.generation;

import formers.models.nn.KvCache;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedList;

/// Keys and values of texts that have ended, for those that begin the same: the next turn of a chat, the next
/// question under the same instructions. Those used last are kept. Not thread-safe.
final class KeptTexts {

    /// Reading fewer again costs about as much as copying them.
    private static final int WORTH_COPYING = 16;

    private record Kept(int[] tokens, KvCache cache) {
        int common(int... prompt) {
            int end = Arrays.mismatch(tokens, prompt);
            // The last token of a prompt is always read, since its logits are wanted.
            return Math.min(end < 0 ? tokens.length : end, prompt.length - 1);
        }
    }

    private final long most;
    private final LinkedList<Kept> texts = new LinkedList<>(); // used last first
    private long tokens;

    /// @param most tokens in all
    KeptTexts(long most) {
        this.most = most;
    }

    void keep(int[] read, KvCache cache) {
        if (read.length < WORTH_COPYING || read.length > most) {
            return;
        }
        removeBeginningsOf(read);
        texts.addFirst(new Kept(read, cache));
        tokens += read.length;
        while (tokens > most) {
            tokens -= texts.removeLast().tokens().length;
        }
    }

    private void removeBeginningsOf(int... read) {
        for (Iterator<Kept> it = texts.iterator(); it.hasNext(); ) {
            var old = it.next();
            int end = Arrays.mismatch(old.tokens(), read);
            if (end < 0 || end == old.tokens().length) {
                tokens -= old.tokens().length;
                it.remove();
            }
        }
    }

    /// A cache that holds the longest beginning of a prompt that is known; null if none is worth it.
    KvCache takeFor(int... prompt) {
        Kept best = null;
        int length = WORTH_COPYING - 1;
        for (var text : texts) {
            int common = text.common(prompt);
            if (common > length && text.cache().holds(0, common)) {
                best = text;
                length = common;
            }
        }
        if (best == null) {
            return null;
        }
        texts.remove(best);
        texts.addFirst(best);
        var copy = best.cache().select(0);
        copy.truncate(0, length);
        return copy;
    }

    void clear() {
        texts.clear();
        tokens = 0;
    }
}
