package formers.models.decoder;

import formers.models.nn.FeedForward;
import formers.models.nn.FeedForward.Experts;
import formers.models.nn.FeedForward.Router;
import formers.tensor.Gate;

/// The keys of experts in GGUF metadata.
final class GgufExperts {

    private static final String COUNT = "expert_count";
    private static final String CHOSEN = "expert_used_count";
    private static final String HIDDEN = "expert_feed_forward_length";
    private static final String SHARED = "expert_shared_feed_forward_length";
    private static final float GPT_OSS_LIMIT = 7;

    private GgufExperts() {}

    /// One network where the file has no experts.
    static FeedForward mixtral(GgufKeys keys) {
        var network = keys.gated(Gate.SILU);
        return keys.count(COUNT, ExpertKeys.most(keys.layers())) == 0
                ? network
                : experts(keys, true, false, network, 0);
    }

    static FeedForward qwen2(GgufKeys keys) {
        int shared = keys.has(SHARED) ? keys.size(SHARED, ConfigKeys.HIDDEN) : keys.hidden();
        return experts(keys, false, false, new FeedForward.Gated(Gate.SILU, hidden(keys)), shared);
    }

    static FeedForward qwen3(GgufKeys keys) {
        return experts(keys, true, false, new FeedForward.Gated(Gate.SILU, hidden(keys)), 0);
    }

    static FeedForward gptOss(GgufKeys keys) {
        return experts(keys, true, true, new FeedForward.ClampedGated(GPT_OSS_LIMIT, hidden(keys)), 0);
    }

    private static Experts experts(GgufKeys keys, boolean normalised, boolean bias, FeedForward expert, int shared) {
        int count = keys.size(COUNT, ExpertKeys.most(keys.layers()));
        int chosen = keys.size(CHOSEN, count);
        return new Experts(count, new Router(chosen, normalised, bias, usualBalance()), expert, shared);
    }

    /// The oldest files say what all chosen experts have together.
    private static int hidden(GgufKeys keys) {
        return keys.has(HIDDEN)
                ? keys.size(HIDDEN, ConfigKeys.HIDDEN)
                : Math.max(1, keys.hidden() / keys.size(CHOSEN, ConfigKeys.HIDDEN));
    }

    /// A file does not say how a router is to be balanced in training.
    private static float usualBalance() {
        return Router.of(1).balance();
    }

    /// The network as [#experts] gives it back.
    static FeedForward usuallyBalanced(FeedForward network) {
        if (!(network instanceof Experts(var count, var router, var expert, var shared))) {
            return network;
        }
        var usual = new Router(router.chosen(), router.normalised(), router.bias(), usualBalance());
        return new Experts(count, usual, expert, shared);
    }

    static void describe(Experts experts, GgufDescription description) {
        description
                .put(COUNT, experts.count())
                .put(CHOSEN, experts.router().chosen())
                .put(HIDDEN, experts.hidden());
        if (experts.shared() > 0) {
            description.put(SHARED, experts.shared());
        }
    }
}
