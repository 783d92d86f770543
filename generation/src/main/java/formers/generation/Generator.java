package formers.generation;

import formers.generation.grammar.TokenConstraint;
import formers.models.LanguageModel;
import formers.models.nn.KvCache;
import formers.models.nn.Pass;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Continues prompts token by token. Each prompt is read on its own, so that its text does not depend
/// on what else is in the batch; then all sequences take their steps together. Not thread-safe.
public final class Generator {

    private final LanguageModel model;

    public Generator(LanguageModel model) {
        this.model = model;
    }

    /// Continues one prompt.
    public Generated generate(int[] prompt, GenerationOptions options, TokenListener listener) {
        return generate(List.of(prompt), options, listener).getFirst();
    }

    /// Continues one prompt, of which only what `cache` does not know is read; `cache` then knows this text.
    public Generated generate(int[] prompt, PromptCache cache, GenerationOptions options, TokenListener listener) {
        return generate(List.of(prompt), cache, options, listener).getFirst();
    }

    /// Continues several prompts together, each of at least one token.
    ///
    /// @throws IllegalArgumentException if a prompt is empty, has an unknown token, or is longer than
    ///                                  the context and may not slide
    /// @throws formers.generation.grammar.GrammarException if the vocabulary has no token to go on with
    ///                                  as the grammar asks
    public List<Generated> generate(List<int[]> prompts, GenerationOptions options, TokenListener listener) {
        return generate(prompts, new PromptCache(model), options, listener);
    }

    private List<Generated> generate(
            List<int[]> prompts, PromptCache cache, GenerationOptions options, TokenListener listener) {
        var sequences = new ArrayList<Sequence>();
        for (int[] prompt : prompts) {
            check(prompt, options);
            int number = sequences.size();
            var sampler = new Sampler(options.sampling(), model.vocabulary(), number);
            sequences.add(
                    new Sequence(number, prompt, sampler, options.grammar().map(TokenConstraint::fresh)));
        }
        try (var _ = Tensor.withoutGradients()) {
            if (options.maxTokens() == 0) {
                sequences.forEach(sequence -> sequence.end(Generated.Ending.LENGTH));
            } else if (sequences.stream().allMatch(Sequence::complete)) {
                sequences.forEach(sequence -> sequence.end(Generated.Ending.END_TOKEN));
            } else if (options.cached()) {
                new CachedDecoding(sequences, options, listener).run(cache);
            } else {
                sequences.forEach(sequence -> decodeUncached(sequence, options, listener));
            }
        }
        return sequences.stream().map(Sequence::result).toList();
    }

    private void check(int[] prompt, GenerationOptions options) {
        if (prompt.length == 0) {
            throw new IllegalArgumentException("a prompt needs at least one token");
        }
        for (int token : prompt) {
            if (token < 0 || token >= model.vocabulary()) {
                throw new IllegalArgumentException("token %d of the prompt is not in the model's vocabulary of %d"
                        .formatted(token, model.vocabulary()));
            }
        }
        if (prompt.length > model.context() && !options.slide()) {
            throw new IllegalArgumentException(
                    "the prompt has %d tokens, the model's context is %d; shorten it, or let it slide (--slide) to keep"
                                    .formatted(prompt.length, model.context())
                            + " its end only");
        }
    }

    /// What a model may still look at when a sequence has outgrown its context: half, so that it need
    /// not start anew at every token.
    private int keptWhenSliding() {
        return Math.max(1, model.context() / 2);
    }

    /// Notes a chosen token and whether the sequence goes on.
    private void take(Sequence sequence, int token, GenerationOptions options, TokenListener listener) {
        if (options.endTokens().contains(token)) {
            sequence.end(Generated.Ending.END_TOKEN);
            return;
        }
        sequence.append(token);
        if (!listener.onToken(sequence.number, token)) {
            sequence.end(Generated.Ending.STOPPED);
        } else if (sequence.complete()) {
            sequence.end(Generated.Ending.END_TOKEN);
        } else if (sequence.generated() >= options.maxTokens()) {
            sequence.end(Generated.Ending.LENGTH);
        } else if (sequence.length() > model.context() && !options.slide()) {
            sequence.end(Generated.Ending.CONTEXT);
        }
    }

    /// A whole pass for every token.
    private void decodeUncached(Sequence sequence, GenerationOptions options, TokenListener listener) {
        int visible = Math.min(sequence.length(), model.context());
        while (!sequence.ended()) {
            float[] logits;
            try (var _ = Scope.open()) {
                logits = lastLogits(sequence.last(visible), Pass.plain());
            }
            take(sequence, sequence.choose(logits, options.endTokens()), options, listener);
            visible = visible < model.context() ? visible + 1 : keptWhenSliding();
        }
    }

    private float[] lastLogits(int[] tokens, Pass pass) {
        var hidden = model.hidden(Tensor.ofInts(tokens, 1, tokens.length), pass);
        return model.logits(hidden.slice(1, tokens.length - 1, tokens.length)).toArray();
    }

    /// All sequences of a batch, with their keys and values.
    private final class CachedDecoding {
        private final GenerationOptions options;
        private final TokenListener listener;
        private List<Sequence> active;
        private KvCache cache;
        private boolean slid;

        CachedDecoding(List<Sequence> sequences, GenerationOptions options, TokenListener listener) {
            this.active = sequences;
            this.options = options;
            this.listener = listener;
        }

        /// @param known what the first prompt may begin with
        void run(PromptCache known) {
            var sequences = active;
            var caches = new ArrayList<KvCache>();
            for (var sequence : sequences) {
                slid |= sequence.length() > model.context();
                int visible = Math.min(sequence.length(), model.context());
                var own = caches.isEmpty() ? known.lend(sequence.last(visible)) : model.newCache(1);
                caches.add(read(sequence, visible, own));
            }
            if (active.isEmpty()) {
                return;
            }
            cache = caches.size() == 1 ? caches.getFirst() : KvCache.join(caches);
            dropEnded();
            while (!active.isEmpty()) {
                slide();
                step();
                dropEnded();
            }
            if (sequences.size() == 1 && !slid) {
                known.keep(cache, sequences.getFirst().first(cache.length(0)));
            }
        }

        /// Runs the model over what `own` lacks of the last `visible` tokens of a sequence, and chooses the token that
        /// follows.
        private KvCache read(Sequence sequence, int visible, KvCache own) {
            float[] logits;
            try (var _ = Scope.open()) {
                logits = lastLogits(sequence.last(visible - own.length(0)), Pass.continuing(own));
            }
            take(sequence, sequence.choose(logits, options.endTokens()), options, listener);
            return own;
        }

        /// One token for every sequence.
        private void step() {
            if (active.isEmpty()) {
                return;
            }
            var ids = new int[active.size()];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = active.get(i).last(1)[0];
            }
            float[] logits;
            try (var _ = Scope.open()) {
                var hidden = model.hidden(Tensor.ofInts(ids, ids.length, 1), Pass.continuing(cache));
                logits = model.logits(hidden).toArray();
            }
            int vocabulary = model.vocabulary();
            for (int i = 0; i < ids.length; i++) {
                var own = java.util.Arrays.copyOfRange(logits, i * vocabulary, (i + 1) * vocabulary);
                take(active.get(i), active.get(i).choose(own, options.endTokens()), options, listener);
            }
        }

        /// Sequences that fill the context start again from their later half.
        private void slide() {
            for (int i = 0; i < active.size(); i++) {
                if (cache.length(i) >= model.context()) {
                    restart(i);
                    i = -1; // rows have moved
                    dropEnded();
                }
            }
        }

        private void restart(int row) {
            slid = true;
            var fresh = read(active.get(row), keptWhenSliding(), model.newCache(1));
            var rows = new ArrayList<KvCache>();
            for (int i = 0; i < active.size(); i++) {
                rows.add(i == row ? fresh : cache.only(i));
            }
            cache = KvCache.join(rows);
        }

        private void dropEnded() {
            var going = new ArrayList<Sequence>();
            var rows = new ArrayList<Integer>();
            for (int i = 0; i < active.size(); i++) {
                if (!active.get(i).ended()) {
                    going.add(active.get(i));
                    rows.add(i);
                }
            }
            if (going.size() < active.size() && !going.isEmpty()) {
                cache = cache.only(rows.stream().mapToInt(Integer::intValue).toArray());
            }
            active = going;
        }
    }
}
