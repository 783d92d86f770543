package formers.generation;

import formers.models.LanguageModel;
import formers.models.nn.Pass;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Continues prompts token by token. Each prompt is read on its own, so that its text does not depend
/// on what else is in the batch; then all sequences take their steps together. Not thread-safe.
public final class Generator {

    private final LanguageModel model;
    private final Decoding decoding;

    public Generator(LanguageModel model) {
        this.model = model;
        this.decoding = new Decoding(model, Integer.MAX_VALUE);
    }

    /// Continues one prompt.
    public Generated generate(int[] prompt, GenerationOptions options, TokenListener listener) {
        return generate(List.of(prompt), options, listener).getFirst();
    }

    /// Continues one prompt, of which only what `cache` does not know is read; `cache` then knows this text.
    public Generated generate(int[] prompt, PromptCache cache, GenerationOptions options, TokenListener listener) {
        var sequence = sequence(0, prompt, options, listener);
        try (var _ = Tensor.withoutGradients()) {
            decode(List.of(sequence), cache);
        }
        return sequence.result();
    }

    /// Continues several prompts together, each of at least one token.
    ///
    /// @throws IllegalArgumentException if a prompt is empty, has an unknown token, or is longer than
    ///                                  the context and may not slide
    /// @throws formers.generation.grammar.GrammarException if the vocabulary has no token to go on with
    ///                                  as the grammar asks
    public List<Generated> generate(List<int[]> prompts, GenerationOptions options, TokenListener listener) {
        var sequences = new ArrayList<Sequence>();
        for (int[] prompt : prompts) {
            sequences.add(sequence(sequences.size(), prompt, options, listener));
        }
        try (var _ = Tensor.withoutGradients()) {
            if (options.cached()) {
                decode(sequences, new PromptCache(model, options.cacheFormat()));
            } else {
                sequences.forEach(this::decodeUncached);
            }
        }
        return sequences.stream().map(Sequence::result).toList();
    }

    private Sequence sequence(int number, int[] prompt, GenerationOptions options, TokenListener listener) {
        Prompts.check(prompt, model, options);
        // The first keeps its drafter, which may know the text from before: a chat that goes on.
        var own = number == 0 ? options : options.forAnotherText();
        return new Sequence(number, prompt, model.vocabulary(), own, listener);
    }

    /// @param known what the first prompt may begin with
    private void decode(List<Sequence> sequences, PromptCache known) {
        var active = new ArrayList<>(sequences);
        active.removeIf(Sequence::ended);
        for (var sequence : active) {
            decoding.begin(sequence, known);
        }
        var only = active.size() == 1 ? active.getFirst() : null;
        dropEnded(active);
        while (!active.isEmpty()) {
            decoding.step(active);
            dropEnded(active);
        }
        if (only != null && only.whole()) {
            known.keep(only.cache, only.first(only.cache.length(0)));
        }
    }

    /// One that failed fails all: they are one call's.
    private static void dropEnded(List<Sequence> active) {
        active.stream().filter(Sequence::ended).forEach(Sequence::result);
        active.removeIf(Sequence::ended);
    }

    /// A whole pass for every token.
    private void decodeUncached(Sequence sequence) {
        sequence.see(Math.min(sequence.visible(), model.context()));
        while (!sequence.ended()) {
            if (sequence.visible() > model.context()) {
                sequence.see(Decoding.keptWhenSliding(model));
            }
            float[] logits;
            try (var _ = Scope.open()) {
                int[] ids = sequence.last(sequence.visible());
                var hidden = model.hidden(Tensor.ofInts(ids, 1, ids.length), Pass.plain());
                logits = model.logits(hidden.slice(1, ids.length - 1, ids.length))
                        .toArray();
            }
            sequence.passed();
            sequence.choose(logits, model.context(), -1);
        }
    }
}
