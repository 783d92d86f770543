package formers.generation;

import formers.models.LanguageModel;
import formers.models.nn.KvCache;
import formers.models.nn.Pass;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Runs a model over sequences that keep their keys and values: reads what is new of a text, and takes
/// steps of several texts at once, with what is guessed to follow where there is room for that.
final class Decoding {

    /// Tokens of a prompt read in one pass.
    private static final int BLOCK = 512;

    /// Sequences in one pass. So few rows of a product have the same bits each as they have alone: what is
    /// written does not depend on what else is.
    private static final int TOGETHER = 16;

    /// Rows of a pass in which each has the bits that it has alone, whatever sequence they belong to: attention
    /// sums the keys of more queries of one sequence in another order. Up to here a row more also costs but a
    /// fraction of one: two sequences may have a guess each and gain by it, and of more, a guess would cost
    /// what it gains.
    private static final int CHECKED = 4;

    /// Guesses for one sequence at a time that leave every bit as it is.
    static final int GUESSES = CHECKED - 1;

    private static final int NO_GUESS = -1;

    private final LanguageModel model;
    private final int alone;
    private final AtomicLong guessed = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();

    /// @param guesses most for a sequence that is alone; with more than [#GUESSES] the last bits may differ
    Decoding(LanguageModel model, int guesses) {
        this.model = model;
        this.alone = guesses;
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
        for (int from = 0; from < going.size(); from += TOGETHER) {
            together(going.subList(from, Math.min(going.size(), from + TOGETHER)));
        }
    }

    /// One pass over the last token of every sequence and what is guessed to follow it.
    private void together(List<Sequence> sequences) {
        var guesses = guesses(sequences);
        int count = 1 + guesses.stream().mapToInt(guess -> guess.length).max().orElse(0);
        var ids = new int[sequences.size() * count];
        for (int i = 0; i < sequences.size(); i++) {
            int last = sequences.get(i).last(1)[0];
            Arrays.fill(ids, i * count, (i + 1) * count, last); // behind the guesses, any token will do
            System.arraycopy(guesses.get(i), 0, ids, i * count + 1, guesses.get(i).length);
        }
        var cache =
                KvCache.join(sequences.stream().map(sequence -> sequence.cache).toList());
        float[] logits;
        try (var _ = Scope.open()) {
            var hidden = model.hidden(Tensor.ofInts(ids, sequences.size(), count), Pass.continuing(cache));
            logits = model.logits(hidden).toArray();
        }
        for (int i = 0; i < sequences.size(); i++) {
            choose(sequences.get(i), guesses.get(i), logits, i * count);
        }
    }

    /// Chooses the token after the last one, and after every guess that has come true.
    ///
    /// @param row of the logits that belong to the last token
    private void choose(Sequence sequence, int[] guesses, float[] logits, int row) {
        sequence.passed();
        boolean right = true;
        for (int i = 0; right && !sequence.ended(); i++) {
            int guess = i < guesses.length ? guesses[i] : NO_GUESS;
            right = sequence.choose(row(logits, row + i), model.context(), guess);
            accepted.addAndGet(right ? 1 : 0);
        }
        guessed.addAndGet(guesses.length);
        int read = sequence.visible() - 1;
        if (read < sequence.cache.length(0)) {
            sequence.cache.truncate(0, read);
        }
    }

    /// What the drafters of sequences guess, as far as there is room for it; none for those without one.
    private List<int[]> guesses(List<Sequence> sequences) {
        int most = sequences.size() == 1 ? alone : CHECKED / sequences.size() - 1;
        for (var sequence : sequences) {
            most = Math.min(most, model.context() - sequence.visible()); // the rows of a pass are equally long
        }
        var guesses = new ArrayList<int[]>();
        for (var sequence : sequences) {
            int own = Math.min(most, sequence.left() - 1);
            guesses.add(
                    own < 1
                            ? new int[0]
                            : sequence.options
                                    .drafter()
                                    .map(drafter -> drafter.guess(sequence.text(), own))
                                    .orElse(new int[0]));
        }
        return guesses;
    }

    private float[] row(float[] logits, int row) {
        int vocabulary = model.vocabulary();
        return Arrays.copyOfRange(logits, row * vocabulary, (row + 1) * vocabulary);
    }

    /// Tokens that were guessed so far.
    long guessed() {
        return guessed.get();
    }

    /// Those that were chosen then.
    long accepted() {
        return accepted.get();
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
