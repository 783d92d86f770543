package formers.models.decoder;

import formers.models.checkpoint.JsonConfig;
import formers.models.nn.Activation;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import formers.tensor.RotaryTable;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/// `formers-decoder`: any combination of components, each named in `config.json`, with our own tensor names.
record OwnFamily() implements Family {

    private static final TensorNames NAMES = names(
            "tokens",
            "positions",
            "blocks.{l}.norm1",
            "blocks.{l}.attention.qkv",
            "blocks.{l}.attention.output",
            "blocks.{l}.norm2",
            "blocks.{l}.mlp.up",
            "blocks.{l}.mlp.gate_up",
            "blocks.{l}.mlp.down",
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
    public boolean holds(DecoderConfig config) {
        return true;
    }

    @Override
    public DecoderConfig read(JsonConfig config) {
        int heads = config.requireInt("num_attention_heads", 1, ConfigKeys.HEADS);
        int headWidth = config.requireInt("head_dim", 1, ConfigKeys.HEAD_WIDTH);
        int context = ConfigKeys.context(config, "max_position_embeddings");
        var positions = positions(config.requireObject("positions"));
        if (positions instanceof Positions.Rotary) {
            ConfigKeys.requireRotaryTable(context, headWidth);
        }
        var biases = config.requireObject("biases");
        return new DecoderConfig(
                config.requireInt("vocab_size", 1, ConfigKeys.VOCABULARY),
                context,
                config.requireInt("num_hidden_layers", 1, ConfigKeys.LAYERS),
                config.requireInt("hidden_size", 1, ConfigKeys.WIDTH),
                heads,
                config.requireInt("num_key_value_heads", 1, heads),
                headWidth,
                feedForward(config.requireObject("feed_forward")),
                norm(config.requireObject("norm")),
                positions,
                new DecoderConfig.Biases(
                        biases.requireBoolean("qkv"),
                        biases.requireBoolean("attention_output"),
                        biases.requireBoolean("feed_forward")),
                config.requireBoolean("tie_word_embeddings"),
                config.requireInt("window", 0, Integer.MAX_VALUE),
                ConfigKeys.dropout(config, "dropout", 0));
    }

    private static FeedForward feedForward(JsonConfig json) {
        int hidden = json.requireInt("hidden_size", 1, ConfigKeys.HIDDEN);
        var activation = json.requireString("activation");
        return json.requireOneOf("kind", "plain", "gated").equals("plain")
                ? new FeedForward.Plain(Activation.of(activation), hidden)
                : new FeedForward.Gated(GateNames.of(activation), hidden);
    }

    private static Norm norm(JsonConfig json) {
        float epsilon = (float) json.requireDouble("epsilon", 0, 1);
        return json.requireOneOf("kind", "layer", "rms").equals("layer")
                ? new Norm.Layer(epsilon, json.requireBoolean("bias"))
                : new Norm.Rms(epsilon);
    }

    private static Positions positions(JsonConfig json) {
        return switch (json.requireOneOf("kind", "learned", "rotary", "alibi", "none")) {
            case "learned" -> new Positions.Learned();
            case "alibi" -> new Positions.Alibi();
            case "none" -> new Positions.None();
            default ->
                new Positions.Rotary(
                        json.requireDouble("base", 1, 1e12),
                        json.requireOneOf("pairing", "half", "interleaved").equals("half")
                                ? RotaryTable.Pairing.HALF
                                : RotaryTable.Pairing.INTERLEAVED);
        };
    }

    @Override
    public void write(DecoderConfig config, ObjectNode json) {
        json.put("max_position_embeddings", config.context())
                .put("hidden_size", config.width())
                .put("num_hidden_layers", config.layers())
                .put("num_attention_heads", config.heads())
                .put("num_key_value_heads", config.kvHeads())
                .put("head_dim", config.headWidth())
                .put("window", config.window())
                .put("dropout", ConfigKeys.shortest(config.dropout()));
        var feedForward = json.putObject("feed_forward");
        switch (config.feedForward()) {
            case FeedForward.Plain(var activation, var hidden) ->
                feedForward
                        .put("kind", "plain")
                        .put("activation", activation.label())
                        .put("hidden_size", hidden);
            case FeedForward.Gated(var gate, var hidden) ->
                feedForward
                        .put("kind", "gated")
                        .put("activation", GateNames.label(gate))
                        .put("hidden_size", hidden);
        }
        var norm = json.putObject("norm");
        switch (config.norm()) {
            case Norm.Layer(var epsilon, var bias) ->
                norm.put("kind", "layer")
                        .put("epsilon", ConfigKeys.shortest(epsilon))
                        .put("bias", bias);
            case Norm.Rms(var epsilon) -> norm.put("kind", "rms").put("epsilon", ConfigKeys.shortest(epsilon));
        }
        var positions = json.putObject("positions");
        switch (config.positions()) {
            case Positions.Learned() -> positions.put("kind", "learned");
            case Positions.Alibi() -> positions.put("kind", "alibi");
            case Positions.None() -> positions.put("kind", "none");
            case Positions.Rotary(var base, var pairing) ->
                positions
                        .put("kind", "rotary")
                        .put("base", base)
                        .put("pairing", pairing.name().toLowerCase(Locale.ROOT));
        }
        json.putObject("biases")
                .put("qkv", config.biases().qkv())
                .put("attention_output", config.biases().attentionOutput())
                .put("feed_forward", config.biases().feedForward());
    }
}
