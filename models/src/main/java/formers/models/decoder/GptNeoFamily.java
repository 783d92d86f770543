package formers.models.decoder;

import formers.models.checkpoint.CheckpointException;
import formers.models.checkpoint.JsonConfig;
import formers.models.decoder.DecoderConfig.Biases;
import formers.models.decoder.DecoderConfig.Output;
import formers.models.decoder.TensorNames.Part;
import formers.models.decoder.TensorNames.Rows;
import formers.models.nn.Activation;
import formers.models.nn.Attention;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Scores;
import formers.models.nn.Windows;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// `gpt_neo`: the components of GPT-2 with windows in every other layer and scores that are not scaled
/// (Black et al. 2021).
record GptNeoFamily() implements Family {

    private static final String LAYER = "transformer.h.{l}.";
    private static final String KINDS = "attention_layers";
    private static final String GLOBAL = "global";
    private static final String LOCAL = "local";
    private static final TensorNames NAMES = TensorNames.withPrefix("transformer.")
            .same("tokens", "transformer.wte.weight")
            .same("positions", "transformer.wpe.weight")
            .same("blocks.{l}.norm1", LAYER + "ln_1")
            .rows(
                    "blocks.{l}.attention.qkv",
                    new Part(LAYER + "attn.attention.q_proj", Rows.QUERIES),
                    new Part(LAYER + "attn.attention.k_proj", Rows.KEYS),
                    new Part(LAYER + "attn.attention.v_proj", Rows.KEYS))
            .same("blocks.{l}.attention.output", LAYER + "attn.attention.out_proj")
            .same("blocks.{l}.norm2", LAYER + "ln_2")
            .same("blocks.{l}.mlp.up", LAYER + "mlp.c_fc")
            .same("blocks.{l}.mlp.down", LAYER + "mlp.c_proj")
            .same("norm", "transformer.ln_f")
            .same("head", "lm_head")
            .ignoring(".attn.attention.bias", ".attn.attention.masked_bias");

    @Override
    public String modelType() {
        return "gpt_neo";
    }

    @Override
    public String architecture() {
        return "GPTNeoForCausalLM";
    }

    @Override
    public TensorNames names() {
        return NAMES;
    }

    @Override
    public boolean hasKeysFor(DecoderConfig config) {
        return config.norm() instanceof Norm.Layer && config.feedForward() instanceof FeedForward.Plain;
    }

    @Override
    public DecoderConfig read(JsonConfig config) {
        int width = UsualKeys.width(config);
        int heads = config.requireInt("num_heads", 1, ConfigKeys.HEADS);
        int layers = config.requireInt("num_layers", 1, ConfigKeys.LAYERS);
        var attention = Attention.of(heads, heads, ConfigKeys.headWidth("hidden_size", width, "num_heads", heads))
                .withScores(Scores.scaled(1))
                .withWindows(windows(config, layers));
        return DecoderConfig.of(
                        config.requireInt("vocab_size", 1, ConfigKeys.VOCABULARY),
                        ConfigKeys.context(config, "max_position_embeddings"),
                        layers,
                        width)
                .attention(attention)
                .feedForward(new FeedForward.Plain(
                        Activation.of(config.stringOr("activation_function", "gelu_new")),
                        config.intOr("intermediate_size", 4 * width, 1, ConfigKeys.HIDDEN)))
                .norm(new Norm.Layer((float) ConfigKeys.epsilon(config, "layer_norm_epsilon", 1e-5), true))
                .biases(new Biases(false, true, true))
                .output(config.booleanOr("tie_word_embeddings", true) ? Output.TIED : Output.UNTIED)
                .dropout(ConfigKeys.dropout(config, "resid_dropout", 0))
                .build();
    }

    private static Windows windows(JsonConfig config, int layers) {
        var kinds = config.has(KINDS) ? config.strings(KINDS) : expanded(config);
        if (!kinds.isEmpty() && kinds.size() != layers) {
            throw new IllegalArgumentException(
                    "%s: expected %d kinds, one per layer, found %d".formatted(KINDS, layers, kinds.size()));
        }
        int size = config.intOr("window_size", 256, 1, Integer.MAX_VALUE);
        var windows = new ArrayList<Integer>();
        for (int layer = 0; layer < layers; layer++) {
            var kind = kinds.isEmpty() ? (layer % 2 == 0 ? GLOBAL : LOCAL) : kinds.get(layer);
            switch (kind) {
                case GLOBAL -> windows.add(0);
                case LOCAL -> windows.add(size);
                default ->
                    throw new IllegalArgumentException(
                            "%s: '%s' is not supported; supported are global, local".formatted(KINDS, kind));
            }
        }
        return new Windows(windows);
    }

    /// `attention_types`, runs of patterns with how often each repeats: `[[["global", "local"], 12]]`.
    private static List<String> expanded(JsonConfig config) {
        var kinds = new ArrayList<String>();
        var runs = config.toNode().path("attention_types");
        for (var run : runs) {
            var pattern = run.path(0);
            int times = run.path(1).asInt(0);
            if (times < 1 || times > ConfigKeys.LAYERS || pattern.isEmpty() || pattern.size() > ConfigKeys.LAYERS) {
                throw new CheckpointException(
                        "attention_types: expected runs such as [[\"global\", \"local\"], 12], found " + run);
            }
            for (int i = 0; i < times && kinds.size() <= ConfigKeys.LAYERS; i++) {
                pattern.forEach(kind -> kinds.add(kind.asString("")));
            }
        }
        return kinds;
    }

    @Override
    public void write(DecoderConfig config, ObjectNode json) {
        var feedForward = (FeedForward.Plain) config.feedForward();
        var windows = config.attention().windows();
        int size = WindowKeys.size(windows);
        double dropout = ConfigKeys.shortest(config.dropout());
        json.put("max_position_embeddings", config.context())
                .put("hidden_size", config.width())
                .put("num_layers", config.layers())
                .put("num_heads", config.heads())
                .put("intermediate_size", feedForward.hidden())
                .put("activation_function", feedForward.activation().label())
                .put("layer_norm_epsilon", ConfigKeys.shortest(config.norm().epsilon()))
                .put("window_size", size == 0 ? 256 : size)
                .put("resid_dropout", dropout)
                .put("embed_dropout", dropout)
                .put("attention_dropout", dropout);
        // Hugging Face Transformers derives the list from the runs.
        var kinds = json.putArray(KINDS);
        var run = json.putArray("attention_types").addArray();
        var pattern = run.addArray();
        for (int layer = 0; layer < config.layers(); layer++) {
            var kind = windows.of(layer) == 0 ? GLOBAL : LOCAL;
            kinds.add(kind);
            pattern.add(kind);
        }
        run.add(1);
    }
}
