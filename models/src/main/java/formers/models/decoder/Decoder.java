package formers.models.decoder;

import formers.models.LanguageModel;
import formers.models.nn.FeedForward;
import formers.models.nn.Initializer;
import formers.models.nn.KvCache;
import formers.models.nn.Linear;
import formers.models.nn.Norm;
import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.models.nn.Positions;
import formers.models.nn.SelfAttention;
import formers.tensor.AttentionOptions;
import formers.tensor.RotaryTable;
import formers.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// The decoder of the GPT line: token embeddings, pre-norm blocks of causal self-attention and
/// feed-forward network, a final norm, an output projection (Radford et al. 2019, section 2.3; Phuong &
/// Hutter 2022, algorithm 10).
///
/// One definition serves training and generation; a [KvCache] in the [Pass] is the only difference.
public final class Decoder implements LanguageModel {

    private static final float DEVIATION = 0.02f;

    private final DecoderConfig config;
    private final Parameters parameters;
    private final Tensor tokens; // [vocabulary, width]
    private final Tensor positions; // [context, width], or null
    private final List<Block> blocks = new ArrayList<>();
    private final Norm.Built norm;
    private final Tensor head; // [vocabulary, width], the embedding itself when tied

    /// One pre-norm block; `x` and the result are `[batch, time, width]`.
    private record Block(
            Norm.Built norm1,
            SelfAttention attention,
            Norm.Built norm2,
            FeedForward.Built feedForward,
            float dropout,
            int layer) {

        Tensor apply(Tensor x, Tensor positions, Pass pass) {
            var attended = drop(attention.apply(norm1.apply(x), positions, pass), "attention output", pass);
            var after = norm2.afterAdding(x, attended);
            return after.sum().plus(drop(feedForward.apply(after.normalized()), "feed-forward output", pass));
        }

        private Tensor drop(Tensor branch, String place, Pass pass) {
            return pass.dropout(branch, dropout, place + " " + layer);
        }
    }

    /// A decoder with the parameters that `parameters` makes or reads.
    public Decoder(DecoderConfig config, Parameters parameters) {
        this.config = config;
        this.parameters = parameters;
        var normal = Initializer.normal(DEVIATION);
        // The two projections back into the residual stream start smaller, so that its variance does not grow
        // with
        // depth (Radford et al. 2019, section 2.3).
        var residual = Initializer.normal((float) (DEVIATION / Math.sqrt(2.0 * config.layers())));
        int width = config.width();
        tokens = parameters.get("tokens", normal, config.vocabulary(), width);
        positions = config.positions() instanceof Positions.Learned
                ? parameters.get("positions", normal, config.context(), width)
                : null;
        var rotary = config.positions() instanceof Positions.Rotary(var base, var pairing)
                ? RotaryTable.of(pairing, RotaryTable.frequencies(base, config.headWidth()), config.context(), 1)
                : null;
        for (int layer = 0; layer < config.layers(); layer++) {
            blocks.add(block(parameters.at("blocks." + layer), layer, rotary, normal, residual));
        }
        norm = config.norm().build(parameters.at("norm"), width);
        head = config.tied() ? tokens : parameters.get("head.weight", normal, config.vocabulary(), width);
    }

    private Block block(Parameters scope, int layer, RotaryTable rotary, Initializer normal, Initializer residual) {
        int width = config.width();
        int qkvRows = (config.heads() + 2 * config.kvHeads()) * config.headWidth();
        var options = AttentionOptions.onlyEarlier().withWindow(config.window());
        if (config.positions() instanceof Positions.Alibi) {
            options = options.withSlopes(Positions.Alibi.slopes(config.heads()));
        }
        var norm1 = config.norm().build(scope.at("norm1"), width);
        var attention = scope.at("attention");
        var selfAttention = new SelfAttention(
                Linear.of(
                        attention.at("qkv"),
                        normal,
                        width,
                        qkvRows,
                        config.biases().qkv()),
                Linear.of(
                        attention.at("output"),
                        residual,
                        config.heads() * config.headWidth(),
                        width,
                        config.biases().attentionOutput()),
                config.heads(),
                config.kvHeads(),
                config.headWidth(),
                options,
                rotary,
                config.dropout(),
                layer);
        var norm2 = config.norm().build(scope.at("norm2"), width);
        var feedForward = config.feedForward()
                .build(scope.at("mlp"), width, config.biases().feedForward(), normal, residual);
        return new Block(norm1, selfAttention, norm2, feedForward, config.dropout(), layer);
    }

    public DecoderConfig config() {
        return config;
    }

    @Override
    public int vocabulary() {
        return config.vocabulary();
    }

    @Override
    public int context() {
        return config.context();
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public KvCache newCache(int batch) {
        return new KvCache(config.layers(), batch, config.kvHeads(), config.headWidth(), config.window());
    }

    @Override
    public Tensor hidden(Tensor ids, Pass pass) {
        if (ids.rank() != 2) {
            throw new IllegalArgumentException("token ids must be [batch, time], found " + ids.shape());
        }
        int time = ids.extent(1);
        var cache = pass.cache();
        requireContext(cache, time);
        Tensor where;
        if (cache == null) {
            where = Tensor.range(time);
        } else {
            cache.reserve(time);
            where = cache.positions(time);
        }
        var x = tokens.embedding(ids);
        if (positions != null) {
            x = x.plus(positions.embedding(where));
        }
        x = pass.dropout(x, config.dropout(), "embedding");
        for (var block : blocks) {
            x = block.apply(x, where, pass);
        }
        if (cache != null) {
            cache.advance(time);
        }
        return norm.apply(x);
    }

    private void requireContext(KvCache cache, int time) {
        int longest = time;
        for (int row = 0; cache != null && row < cache.batch(); row++) {
            longest = Math.max(longest, cache.length(row) + time);
        }
        if (longest > config.context()) {
            throw new IllegalArgumentException(
                    "%d tokens do not fit the context of %d; shorten the prompt, generate less, or let it slide"
                            .formatted(longest, config.context()));
        }
    }

    @Override
    public Tensor logits(Tensor hidden) {
        return hidden.linear(head, null);
    }
}
