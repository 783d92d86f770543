package formers.models.translation.transformer;

import formers.models.nn.Pass;
import formers.models.translation.TargetPrefixes;
import formers.tensor.CacheFormat;
import formers.tensor.KeyValues;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import java.util.Arrays;

/// Targets being written. What is kept from one token to the next belongs to no scope. Not thread-safe, and
/// neither are prefixes that were selected from each other: they share memory.
final class Prefixes implements TargetPrefixes {

    private final Transformer model;
    private final int width; // of the sources, padding included
    private final SourceKeys[] sources; // of each row
    private TargetKeys[] targets;
    private int length; // tokens of every target
    private Look last; // of the last layer at the source; null before the first token

    private Prefixes(Transformer model, int width, SourceKeys[] sources, TargetKeys[] targets, int length, Look last) {
        this.model = model;
        this.width = width;
        this.sources = sources;
        this.targets = targets;
        this.length = length;
        this.last = last;
    }

    /// @param read    `[batch, S, d]`
    /// @param lengths tokens of each source
    static Prefixes of(Transformer model, Tensor read, int[] lengths) {
        var layers = model.decoder().layers();
        var heads = model.config().heads();
        int tokens = read.extent(1);
        var sources = new SourceKeys[lengths.length];
        var targets = new TargetKeys[lengths.length];
        Arrays.setAll(sources, row -> new SourceKeys(new KeyValues[layers.size()], lengths[row]));
        Arrays.setAll(targets, _ -> TargetKeys.empty(layers.size(), heads));
        for (var layer : layers) {
            var memory = layer.cross().memory(read, lengths);
            for (int row = 0; row < lengths.length; row++) {
                sources[row].layers()[layer.number()] = kept(memory, row, tokens, heads);
            }
        }
        return new Prefixes(model, tokens, sources, targets, 0, null);
    }

    private static KeyValues kept(Memory.Fresh memory, int row, int tokens, Heads heads) {
        var kept = new KeyValues(CacheFormat.F32, heads.count(), heads.width());
        kept.reserve(tokens);
        kept.write(0, memory.keys(), memory.values(), row);
        return kept;
    }

    @Override
    public int rows() {
        return sources.length;
    }

    @Override
    public Tensor next(int[] tokens) {
        if (tokens.length != rows()) {
            throw new IllegalArgumentException(
                    "%d prefixes want a token each, found %d".formatted(rows(), tokens.length));
        }
        try (var _ = Tensor.withoutGradients();
                var scope = Scope.open()) {
            var grown = Arrays.stream(targets).map(keys -> keys.forNext(length)).toArray(TargetKeys[]::new);
            var looks = new Look[1];
            var states = model.decoder()
                    .apply(Tensor.ofInts(tokens, rows(), 1), new Kept(grown), Pass.plain(), (kind, _, look) -> {
                        if (kind == Notes.Kind.CROSS) {
                            looks[0] = look;
                        }
                    });
            var scores = model.scores(states).reshape(rows(), model.vocabulary());
            targets = grown;
            length++;
            last = outsideScopes(looks[0]);
            return scope.keep(scores);
        }
    }

    private static Look outsideScopes(Look look) {
        var queries = look.queries();
        return new Look(
                Tensor.wrap(queries.toArray(), queries.shape().extents()),
                look.memory(),
                look.causal(),
                look.bias(),
                look.scale());
    }

    /// What a token that is being added looks at.
    private final class Kept implements Surroundings {
        private final TargetKeys[] grown;
        private final int[] ends;
        private final int[] sourceEnds;

        Kept(TargetKeys[] grown) {
            this.grown = grown;
            ends = new int[grown.length];
            Arrays.fill(ends, length + 1);
            sourceEnds = Arrays.stream(sources).mapToInt(SourceKeys::length).toArray();
        }

        @Override
        public int first() {
            return length;
        }

        @Override
        public Memory target(int layer, Memory.Fresh added) {
            var rows = Arrays.stream(grown).map(keys -> keys.layer(layer)).toArray(KeyValues[]::new);
            for (int row = 0; row < rows.length; row++) {
                rows[row].write(length, added.keys(), added.values(), row);
            }
            return new Memory.Kept(rows, ends);
        }

        @Override
        public Memory source(int layer, MultiHead attention) {
            return new Memory.Kept(
                    Arrays.stream(sources).map(source -> source.layers()[layer]).toArray(KeyValues[]::new), sourceEnds);
        }
    }

    /// Nothing is copied but references, until two prefixes that were one go on.
    @Override
    public TargetPrefixes select(int... rows) {
        return new Prefixes(
                model,
                width,
                Arrays.stream(rows).mapToObj(row -> sources[row]).toArray(SourceKeys[]::new),
                Arrays.stream(rows).mapToObj(row -> targets[row]).toArray(TargetKeys[]::new),
                length,
                last == null ? null : selected(last, rows));
    }

    private static Look selected(Look look, int... rows) {
        var memory = (Memory.Kept) look.memory();
        var chosen = new Memory.Kept(
                Arrays.stream(rows).mapToObj(row -> memory.rows()[row]).toArray(KeyValues[]::new),
                Arrays.stream(rows).map(row -> memory.ends()[row]).toArray());
        try (var _ = Scope.open()) {
            var queries = look.queries().indexSelect(0, Tensor.ofInts(rows));
            return outsideScopes(new Look(queries, chosen, look.causal(), look.bias(), look.scale()));
        }
    }

    /// Computed when it is asked for, so that decoding does not pay for it.
    @Override
    public Tensor attention() {
        if (last == null) {
            throw new IllegalStateException("no token has been asked for yet; attention is that of the last next(…)");
        }
        try (var _ = Tensor.withoutGradients();
                var scope = Scope.open()) {
            var weights = last.weights().mean(1).reshape(rows(), -1);
            return scope.keep(weights.pad(-1, 0, width - weights.extent(1), 0));
        }
    }

    @Override
    public String toString() {
        return "Prefixes[rows=%d, tokens=%d]".formatted(rows(), length);
    }
}
