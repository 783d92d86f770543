package formers.models.translation.rnnsearch;

import formers.models.nn.Pass;
import formers.models.translation.TargetPrefixes;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import java.util.Arrays;

/// Targets being written: a state each, and the sources they are looking at. What is kept from one word to
/// the next
/// belongs to no scope.
final class Prefixes implements TargetPrefixes {

    private final RnnSearchConfig config;
    private final Decoder decoder;
    private final Source source;
    private Tensor state; // [rows, n]
    private Tensor weights; // [rows, S]; null before the first word
    private boolean begun;

    private Prefixes(RnnSearchConfig config, Decoder decoder, Source source, Tensor state) {
        this.config = config;
        this.decoder = decoder;
        this.source = source;
        this.state = state;
    }

    static Prefixes of(RnnSearchConfig config, Decoder decoder, Source source) {
        var own = source.outsideScopes();
        return new Prefixes(config, decoder, own, own.start());
    }

    @Override
    public int rows() {
        return state.extent(0);
    }

    @Override
    public Tensor next(int[] tokens) {
        if (tokens.length != rows()) {
            throw new IllegalArgumentException(
                    "%d prefixes want a token each, found %d".formatted(rows(), tokens.length));
        }
        for (int row = 0; !begun && row < tokens.length; row++) {
            RnnSearch.requireBegin(config, row, tokens[row]);
        }
        try (var _ = Tensor.withoutGradients();
                var scope = Scope.open()) {
            var words = begun
                    ? decoder.words(Tensor.ofInts(tokens, 1, rows()))
                    : Tensor.zeros(1, rows(), config.embedding());
            var written = decoder.write(words, state, source);
            var scores = decoder.scores(decoder.readout(words, written, Pass.plain()));
            state = Source.outsideScopes(written.states()).reshape(rows(), config.hidden());
            weights = Source.outsideScopes(written.weights()).reshape(rows(), -1);
            begun = true;
            return scope.keep(scores.reshape(rows(), config.targetVocabulary()));
        }
    }

    @Override
    public TargetPrefixes select(int... rows) {
        try (var _ = Tensor.withoutGradients();
                var _ = Scope.open()) {
            var ids = Tensor.ofInts(rows);
            var chosen =
                    new Prefixes(config, decoder, source.select(rows), Source.outsideScopes(state.indexSelect(0, ids)));
            chosen.begun = begun;
            chosen.weights = weights == null ? null : Source.outsideScopes(weights.indexSelect(0, ids));
            return chosen;
        }
    }

    @Override
    public Tensor attention() {
        if (weights == null) {
            throw new IllegalStateException("no word has been asked for yet; attention is that of the last next(…)");
        }
        return weights;
    }

    @Override
    public String toString() {
        return "Prefixes[rows=%d, lengths=%s]".formatted(rows(), Arrays.toString(source.lengths()));
    }
}
