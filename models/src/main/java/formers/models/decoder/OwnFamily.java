package formers.models.decoder;

import formers.models.checkpoint.JsonConfig;
import formers.models.decoder.DecoderConfig.Biases;
import formers.models.decoder.DecoderConfig.Embedding;
import formers.models.decoder.DecoderConfig.Output;
import formers.models.nn.Attention;
import formers.models.nn.BlockLayout;
import formers.models.nn.QueryKeyNorm;
import formers.models.nn.Scores;
import formers.models.nn.Windows;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/// `formers-decoder`: any combination of components, each named in `config.json`, with our own tensor
/// names. A component without a key is that of GPT-2.
record OwnFamily() implements Family {

    private static final TensorNames NAMES = names(
            "tokens",
            "positions",
            "widening",
            "narrowing",
            "embedding_norm",
            "blocks.{l}.norm1",
            "blocks.{l}.norm1_after",
            "blocks.{l}.attention.qkv",
            "blocks.{l}.attention.output",
            "blocks.{l}.attention.query_norm",
            "blocks.{l}.attention.key_norm",
            "blocks.{l}.attention.sinks",
            "blocks.{l}.attention.relative",
            "blocks.{l}.attention.content_bias",
            "blocks.{l}.attention.distance_bias",
            "blocks.{l}.norm2",
            "blocks.{l}.norm2_after",
            "blocks.{l}.mlp.up",
            "blocks.{l}.mlp.gate_up",
            "blocks.{l}.mlp.down",
            "blocks.{l}.mlp.router",
            "blocks.{l}.mlp.experts.{e}.up",
            "blocks.{l}.mlp.experts.{e}.gate_up",
            "blocks.{l}.mlp.experts.{e}.down",
            "blocks.{l}.mlp.shared.gate_up",
            "blocks.{l}.mlp.shared.down",
            "blocks.{l}.mlp.shared_gate",
            "norm",
            "head");

    private static TensorNames names(String... modules) {
        var names = TensorNames.withPrefix("");
        for (var module : modules) {
            names.same(module, module);
        }
        return names;
    }

    @Override
    public String modelType() {
        return "formers-decoder";
    }

    @Override
    public String architecture() {
        return "FormersDecoder";
    }

    @Override
    public TensorNames names() {
        return NAMES;
    }

    @Override
    public boolean hasKeysFor(DecoderConfig config) {
        return true;
    }

    @Override
    public boolean holds(DecoderConfig config) {
        return true;
    }

    @Override
    public DecoderConfig read(JsonConfig config) {
        int width = UsualKeys.width(config);
        var attention = attention(config);
        var biases = config.requireObject("biases");
        return DecoderConfig.of(
                        config.requireInt("vocab_size", 1, ConfigKeys.VOCABULARY),
                        ConfigKeys.context(config, "max_position_embeddings"),
                        UsualKeys.layers(config),
                        width)
                .attention(attention)
                .feedForward(OwnComponents.feedForward(config.requireObject("feed_forward"), UsualKeys.layers(config)))
                .norm(OwnComponents.norm(config.requireObject("norm")))
                .layout(choice(BlockLayout.class, config, "layout", BlockLayout.PRE))
                .positions(OwnComponents.positions(config, config.requireObject("positions"), attention.headWidth()))
                .biases(new Biases(
                        biases.requireBoolean("qkv"),
                        biases.requireBoolean("attention_output"),
                        biases.requireBoolean("feed_forward")))
                .embedding(embedding(config.object("embedding").orElse(JsonConfig.empty()), width))
                .output(output(
                        config.object("output").orElse(JsonConfig.empty()),
                        config.requireBoolean("tie_word_embeddings")))
                .dropout(ConfigKeys.dropout(config, "dropout", 0))
                .build();
    }

    private static Attention attention(JsonConfig config) {
        var windows = config.ints(config.has("windows") ? "windows" : "window", 0, Integer.MAX_VALUE);
        var scores = config.object("scores").orElse(JsonConfig.empty());
        return UsualKeys.attention(config)
                .withWindows(windows.isEmpty() ? Windows.NONE : new Windows(windows))
                .withScores(new Scores(
                        (float) scores.doubleOr("scale", 0, 0, 1e9),
                        (float) scores.doubleOr("cap", 0, 0, 1e9),
                        scores.booleanOr("divided_by_depth", false),
                        scores.booleanOr("sinks", false)))
                .withQueryKeyNorm(choice(QueryKeyNorm.class, config, "query_key_norm", QueryKeyNorm.NONE));
    }

    private static Embedding embedding(JsonConfig json, int width) {
        return new Embedding(
                (float) json.doubleOr("scale", 1, 0, 1e9),
                json.booleanOr("normed", false),
                json.intOr("width", width, 1, ConfigKeys.WIDTH));
    }

    private static Output output(JsonConfig json, boolean tied) {
        return new Output(tied, json.booleanOr("bias", false), (float) json.doubleOr("scale", 1, 0, 1e9), (float)
                json.doubleOr("cap", 0, 0, 1e9));
    }

    private static <E extends Enum<E>> E choice(Class<E> type, JsonConfig json, String key, E absent) {
        if (!json.has(key)) {
            return absent;
        }
        var constants = type.getEnumConstants();
        var labels = new String[constants.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = label(constants[i]);
        }
        return Enum.valueOf(type, json.requireOneOf(key, labels).toUpperCase(Locale.ROOT));
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void write(DecoderConfig config, ObjectNode json) {
        var attention = config.attention();
        json.put("max_position_embeddings", config.context())
                .put("hidden_size", config.width())
                .put("num_hidden_layers", config.layers())
                .put("num_attention_heads", attention.heads())
                .put("num_key_value_heads", attention.kvHeads())
                .put("head_dim", attention.headWidth())
                .put("layout", label(config.layout()))
                .put("query_key_norm", label(attention.queryKeyNorm()))
                .put("dropout", ConfigKeys.shortest(config.dropout()));
        var windows = json.putArray("windows");
        attention.windows().pattern().forEach(windows::add);
        json.putObject("scores")
                .put("scale", ConfigKeys.shortest(attention.scores().scale()))
                .put("cap", ConfigKeys.shortest(attention.scores().cap()))
                .put("divided_by_depth", attention.scores().dividedByDepth())
                .put("sinks", attention.scores().sinks());
        OwnComponents.write(config.feedForward(), json.putObject("feed_forward"));
        OwnComponents.write(config.norm(), json.putObject("norm"));
        OwnComponents.write(config.positions(), json.putObject("positions"));
        json.putObject("biases")
                .put("qkv", config.biases().qkv())
                .put("attention_output", config.biases().attentionOutput())
                .put("feed_forward", config.biases().feedForward());
        json.putObject("embedding")
                .put("scale", ConfigKeys.shortest(config.embedding().scale()))
                .put("normed", config.embedding().normed())
                .put("width", config.embedding().width());
        json.putObject("output")
                .put("bias", config.output().bias())
                .put("scale", ConfigKeys.shortest(config.output().scale()))
                .put("cap", ConfigKeys.shortest(config.output().cap()));
    }
}
