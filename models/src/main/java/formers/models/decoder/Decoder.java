package formers.models.decoder;

import formers.models.LanguageModel;
import formers.models.nn.AttentionLayers;
import formers.models.nn.Initializer;
import formers.models.nn.KvCache;
import formers.models.nn.Linear;
import formers.models.nn.Norm;
import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.models.nn.Positions;
import formers.models.nn.Where;
import formers.tensor.CacheFormat;
import formers.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// The decoder of the GPT line: token embeddings, blocks of causal self-attention and feed-forward network, a
/// final norm, an output projection (Radford et al. 2019, section 2.3; Phuong & Hutter 2022, algorithm 10).
///
/// One definition serves every model of the line, in training and generation; a [KvCache] in the [Pass] is
/// the only difference between the two.
public final class Decoder implements LanguageModel {

    private static final float DEVIATION = 0.02f;

    private final DecoderConfig config;
    private final Parameters parameters;
    private final Family origin; // of the checkpoint it was read from, or null
    private final Tensor tokens; // [vocabulary, embedding width]
    private final Tensor positions; // [offset + context, width], or null
    private final Linear widening; // from the embedding to the residual stream, or null
    private final Linear narrowing; // and back, or null
    private final Norm.Built embeddingNorm; // or null
    private final List<Block> blocks = new ArrayList<>();
    private final Norm.Built norm; // or null
    private final Linear head; // [vocabulary, embedding width], the embedding itself when tied

    /// A decoder with the parameters that `parameters` makes or reads.
    public Decoder(DecoderConfig config, Parameters parameters) {
        this(config, parameters, null);
    }

    /// @param origin the family of checkpoints it comes from, and is saved as; null for the first that can
    ///               hold it
    Decoder(DecoderConfig config, Parameters parameters, Family origin) {
        this.config = config;
        this.parameters = parameters;
        this.origin = origin;
        var normal = Initializer.normal(DEVIATION);
        int width = config.width();
        int narrow = config.embedding().width();
        tokens = parameters.weight("tokens", normal, config.vocabulary(), narrow);
        positions = config.positions() instanceof Positions.Learned(var offset)
                ? parameters.get("positions", normal, offset + config.context(), width)
                : null;
        boolean projected = narrow != width;
        widening = projected ? Linear.of(parameters.at("widening"), normal, narrow, width, false) : null;
        embeddingNorm =
                config.embedding().normed() ? config.norm().build(parameters.at("embedding_norm"), width) : null;
        addBlocks(normal);
        norm = config.layout().finalNorm() ? config.norm().build(parameters.at("norm"), width) : null;
        narrowing = projected ? Linear.of(parameters.at("narrowing"), normal, width, narrow, false) : null;
        var output = parameters.at("head");
        head = new Linear(
                config.tied() ? tokens : output.weight("weight", normal, config.vocabulary(), narrow),
                config.output().bias() ? output.get("bias", Initializer.constant(0), config.vocabulary()) : null);
    }

    private void addBlocks(Initializer normal) {
        // The two projections back into the residual stream start smaller, so that its variance does not
        // grow with depth (Radford et al. 2019, section 2.3).
        var residual = Initializer.normal((float) (DEVIATION / Math.sqrt(2.0 * config.layers())));
        var biases = config.biases();
        var attentions = new AttentionLayers(new AttentionLayers.Plan(
                config.attention(),
                config.positions(),
                config.context(),
                config.width(),
                config.norm(),
                biases.qkv(),
                biases.attentionOutput(),
                config.dropout()));
        for (int layer = 0; layer < config.layers(); layer++) {
            var scope = parameters.at("blocks." + layer);
            var attention = attentions.layer(scope.at("attention"), layer, normal, residual);
            var feedForward = config.feedForward()
                    .at(layer)
                    .build(scope.at("mlp"), config.width(), biases.feedForward(), normal, residual);
            var attentionPlace = "attention output " + layer;
            var feedForwardPlace = "feed-forward output " + layer;
            blocks.add(Block.of(
                    config.layout(),
                    scope,
                    config.norm(),
                    config.width(),
                    (x, where, pass) -> pass.dropout(attention.apply(x, where, pass), config.dropout(), attentionPlace),
                    (x, _, pass) -> pass.dropout(feedForward.apply(x, pass), config.dropout(), feedForwardPlace)));
        }
    }

    public DecoderConfig config() {
        return config;
    }

    Family origin() {
        return origin;
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
    public KvCache newCache(int batch, CacheFormat format) {
        return new KvCache(format, config.layers(), batch, config.kvHeads(), config.headWidth(), config.window());
    }

    @Override
    public Tensor hidden(Tensor ids, Pass pass) {
        if (ids.rank() != 2) {
            throw new IllegalArgumentException("token ids must be [batch, time], found " + ids.shape());
        }
        int time = ids.extent(1);
        var cache = pass.cache();
        var where = where(cache, time);
        var x = pass.dropout(embedded(ids, where), config.dropout(), "embedding");
        for (var block : blocks) {
            x = block.apply(x, where, pass);
        }
        if (cache != null) {
            cache.advance(time);
        }
        return norm == null ? x : norm.apply(x);
    }

    private Where where(KvCache cache, int time) {
        int longest = time;
        for (int row = 0; cache != null && row < cache.batch(); row++) {
            longest = Math.max(longest, cache.length(row) + time);
        }
        if (longest > config.context()) {
            throw new IllegalArgumentException(
                    "%d tokens do not fit the context of %d; shorten the prompt, generate less, or let it slide"
                            .formatted(longest, config.context()));
        }
        if (cache == null) {
            return new Where(Tensor.range(time), longest);
        }
        cache.reserve(time);
        return new Where(cache.positions(time), longest);
    }

    private Tensor embedded(Tensor ids, Where where) {
        var x = tokens.embedding(ids);
        float scale = config.embedding().scale();
        if (scale != 1) {
            x = x.times(scale);
        }
        if (widening != null) {
            x = widening.apply(x);
        }
        if (config.positions() instanceof Positions.Learned(var offset)) {
            // A view of the table rather than other ids: the first `offset` rows stand for no position.
            var table = offset == 0 ? positions : positions.slice(0, offset, positions.extent(0));
            x = x.plus(table.embedding(where.positions()));
        }
        return embeddingNorm == null ? x : embeddingNorm.apply(x);
    }

    @Override
    public Tensor logits(Tensor hidden) {
        var scores = head.apply(narrowing == null ? hidden : narrowing.apply(hidden));
        var output = config.output();
        if (output.scale() != 1) {
            scores = scores.times(output.scale());
        }
        return output.cap() == 0
                ? scores
                : scores.dividedBy(output.cap()).tanh().times(output.cap());
    }
}
