package formers.generation;

import formers.models.LanguageModel;
import formers.models.nn.KvCache;
import formers.models.nn.Pass;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Runs a model over sequences that keep their keys and values: reads what is new of a text, and takes
/// steps of several texts at once.
final class Decoding {

    /// Tokens of a prompt read in one pass.
    private static final int BLOCK = 512;

    /// Sequences in one pass. So few rows of a product have the same bits each as they have alone: what is
    /// written does not depend on what else is.
    private static final int TOGETHER = 16;

    private static final int NO_GUESS = -1;

    private final LanguageModel model;

    Decoding(LanguageModel model) {
        this.model = model;
    }

    /// Reads a block of what the model has not seen of a sequence; when that was the last one, chooses the
    /// token that follows.
    ///
    /// @return whether it has chosen
    boolean read(Sequence sequence) {
        return read(sequence, List.of());
    }

    /// The same for a sequence and others with the same prompt, which then have what it has.
    boolean read(Sequence sequence, List<Sequence> others) {
        int count = Math.min(BLOCK, sequence.unread());
        boolean last = count == sequence.unread();
        float[] logits = null;
        try (var _ = Scope.open()) {
            var ids = Tensor.ofInts(sequence.next(count), 1, count);
            var hidden = model.hidden(ids, Pass.continuing(sequence.cache));
            if (last) {
                logits = model.logits(hidden.slice(1, count - 1, count)).toArray();
            }
        }
        if (last) {
            for (var other : others) {
                other.see(sequence.visible());
                other.cache = sequence.cache.select(0);
                other.choose(logits.clone(), model.context(), NO_GUESS);
            }
            sequence.passed();
            sequence.choose(logits, model.context(), NO_GUESS);
        }
        return last;
    }

    private void readAll(Sequence sequence) {
        boolean chosen = false;
        while (!chosen) {
            chosen = read(sequence);
        }
    }

    /// Chooses at least one more token for every sequence, of which only the last token has not been read.
    void step(List<Sequence> sequences) {
        var going = new ArrayList<Sequence>();
        for (var sequence : sequences) {
            if (sequence.visible() > model.context()) {
                slide(sequence);
            } else {
                going.add(sequence);
            }
        }
        if (going.size() == 1 && going.getFirst().options.drafter().isPresent()) {
            check(going.getFirst(), going.getFirst().options.drafter().orElseThrow());
            return;
        }
        for (int from = 0; from < going.size(); from += TOGETHER) {
            together(going.subList(from, Math.min(going.size(), from + TOGETHER)));
        }
    }

    private void together(List<Sequence> sequences) {
        var ids = new int[sequences.size()];
        Arrays.setAll(ids, i -> sequences.get(i).last(1)[0]);
        var cache =
                KvCache.join(sequences.stream().map(sequence -> sequence.cache).toList());
        float[] logits;
        try (var _ = Scope.open()) {
            var hidden = model.hidden(Tensor.ofInts(ids, ids.length, 1), Pass.continuing(cache));
            logits = model.logits(hidden).toArray();
        }
        for (int i = 0; i < ids.length; i++) {
            sequences.get(i).passed();
            sequences.get(i).choose(row(logits, i), model.context(), NO_GUESS);
        }
    }

    private float[] row(float[] logits, int row) {
        int vocabulary = model.vocabulary();
        return Arrays.copyOfRange(logits, row * vocabulary, (row + 1) * vocabulary);
    }

    /// One pass over the last token and what is guessed to follow it.
    private void check(Sequence sequence, Drafter drafter) {
        int most = Math.min(sequence.left() - 1, model.context() - sequence.visible());
        int[] guesses = most < 1 ? new int[0] : drafter.guess(sequence.text(), most);
        int[] ids = Arrays.copyOf(sequence.last(1), 1 + guesses.length);
        System.arraycopy(guesses, 0, ids, 1, guesses.length);
        float[] logits;
        try (var _ = Scope.open()) {
            var hidden = model.hidden(Tensor.ofInts(ids, 1, ids.length), Pass.continuing(sequence.cache));
            logits = model.logits(hidden).toArray();
        }
        sequence.passed();
        for (int i = 0; i < ids.length && !sequence.ended(); i++) {
            if (!sequence.choose(row(logits, i), model.context(), i < guesses.length ? guesses[i] : NO_GUESS)) {
                break;
            }
        }
        int read = sequence.visible() - 1;
        if (read < sequence.cache.length(0)) {
            sequence.cache.truncate(0, read);
        }
    }

    /// A sequence that fills the context starts again from its later half, so that it need not start anew
    /// at every token.
    private void slide(Sequence sequence) {
        sequence.see(keptWhenSliding(model));
        sequence.cache = model.newCache(1, sequence.options.cacheFormat());
        readAll(sequence);
    }

    static int keptWhenSliding(LanguageModel model) {
        return Math.max(1, model.context() / 2);
    }

    /// Gives a sequence that has not been read a cache that may know its beginning, and reads it.
    void begin(Sequence sequence, PromptCache known) {
        sequence.see(Math.min(sequence.visible(), model.context()));
        sequence.cache = known.lend(sequence.last(sequence.visible()));
        readAll(sequence);
    }
}
