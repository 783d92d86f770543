package formers.models.decoder;

import formers.models.checkpoint.JsonConfig;
import formers.models.nn.FeedForward;
import java.util.ArrayList;
import tools.jackson.databind.node.ObjectNode;

/// The keys of experts in `config.json`, for Mixtral and the two Qwens.
final class ExpertKeys {

    /// Experts of all layers together.
    private static final int EXPERTS = 1 << 17;

    static final String BALANCE = "router_aux_loss_coef";

    private ExpertKeys() {}

    static int count(JsonConfig config, String key) {
        return count(config, key, UsualKeys.layers(config));
    }

    static int count(JsonConfig config, String key, int layers) {
        return config.requireInt(key, 1, most(layers));
    }

    /// Experts that each of so many layers may have.
    static int most(int layers) {
        return EXPERTS / layers;
    }

    static int chosen(JsonConfig config, int fallback, int count) {
        return config.intOr("num_experts_per_tok", Math.min(fallback, count), 1, count);
    }

    static float balance(JsonConfig config) {
        return (float) config.doubleOr(BALANCE, 0.001, 0, 1e9);
    }

    static FeedForward read(LlamaFamily.Kind kind, JsonConfig config) {
        if (kind == LlamaFamily.Kind.MIXTRAL) {
            int count = count(config, "num_local_experts");
            var router = new FeedForward.Router(chosen(config, 2, count), true, false, balance(config));
            return new FeedForward.Experts(count, router, UsualKeys.gated(config), 0);
        }
        int count = count(config, "num_experts");
        var gate = GateNames.of(config.stringOr("hidden_act", "silu"));
        boolean qwen2 = kind == LlamaFamily.Kind.QWEN2_MOE;
        var experts = new FeedForward.Experts(
                count,
                new FeedForward.Router(
                        chosen(config, qwen2 ? 4 : 8, count),
                        config.booleanOr("norm_topk_prob", false),
                        false,
                        balance(config)),
                new FeedForward.Gated(gate, config.requireInt("moe_intermediate_size", 1, ConfigKeys.HIDDEN)),
                qwen2 ? config.requireInt("shared_expert_intermediate_size", 1, ConfigKeys.HIDDEN) : 0);
        var dense = denseLayers(config);
        return dense.isEmpty() ? experts : new FeedForward.Mixed(experts, UsualKeys.gated(config), dense);
    }

    private static ArrayList<Integer> denseLayers(JsonConfig config) {
        int step = config.intOr("decoder_sparse_step", 1, 1, ConfigKeys.LAYERS);
        var listed = config.ints("mlp_only_layers", 0, ConfigKeys.LAYERS);
        var dense = new ArrayList<Integer>();
        for (int layer = 0; layer < UsualKeys.layers(config); layer++) {
            if (listed.contains(layer) || (layer + 1) % step != 0) {
                dense.add(layer);
            }
        }
        return dense;
    }

    static void write(LlamaFamily.Kind kind, DecoderConfig config, ObjectNode json) {
        switch (config.feedForward()) {
            case FeedForward.Experts experts -> write(kind, experts, json);
            case FeedForward.Mixed(var experts, var dense, var layers) -> {
                write(kind, experts, json);
                json.put("intermediate_size", dense.hidden());
                var listed = json.putArray("mlp_only_layers");
                layers.forEach(listed::add);
            }
            case FeedForward other -> throw new IllegalArgumentException("no experts in " + other);
        }
    }

    private static void write(LlamaFamily.Kind kind, FeedForward.Experts experts, ObjectNode json) {
        boolean mixtral = kind == LlamaFamily.Kind.MIXTRAL;
        json.put(mixtral ? "num_local_experts" : "num_experts", experts.count())
                .put("num_experts_per_tok", experts.router().chosen())
                .put("intermediate_size", experts.hidden())
                .put(BALANCE, ConfigKeys.shortest(experts.router().balance()));
        if (experts.expert() instanceof FeedForward.Gated(var gate, var _)) {
            json.put("hidden_act", GateNames.label(gate));
        }
        if (!mixtral) {
            json.put("moe_intermediate_size", experts.hidden())
                    .put("norm_topk_prob", experts.router().normalised())
                    .put("decoder_sparse_step", 1);
            json.putArray("mlp_only_layers");
        }
        if (kind == LlamaFamily.Kind.QWEN2_MOE) {
            json.put("shared_expert_intermediate_size", experts.shared());
        }
    }
}
