package formers.models.nn;

import formers.tensor.Gate;
import formers.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// A router and its experts. Tokens are sorted by expert, every expert computes those it was chosen for
/// and no others, and their results come back in the order of the tokens, weighted by what the router gave
/// them.
///
/// @param router     scores of the experts, `[…, width] → […, count]`
/// @param shared     an expert for every token, or null
/// @param sharedGate how much of it a token takes, `[…, width] → […, 1]`; null without
record MixtureOfExperts(
        FeedForward.Experts choice,
        Linear router,
        List<FeedForward.Built> experts,
        FeedForward.Built shared,
        Linear sharedGate)
        implements FeedForward.Built {

    static MixtureOfExperts of(
            FeedForward.Experts choice,
            Parameters parameters,
            int width,
            boolean bias,
            Initializer initializer,
            Initializer output) {
        var router = Linear.of(
                parameters.at("router"),
                initializer,
                width,
                choice.count(),
                choice.router().bias());
        var experts = new ArrayList<FeedForward.Built>();
        for (int e = 0; e < choice.count(); e++) {
            experts.add(choice.expert().build(parameters.at("experts." + e), width, bias, initializer, output));
        }
        if (choice.shared() == 0) {
            return new MixtureOfExperts(choice, router, experts, null, null);
        }
        var shared = new FeedForward.Gated(Gate.SILU, choice.shared())
                .build(parameters.at("shared"), width, bias, initializer, output);
        var gate = Linear.of(parameters.at("shared_gate"), initializer, width, 1, false);
        return new MixtureOfExperts(choice, router, experts, shared, gate);
    }

    @Override
    public Tensor apply(Tensor input, Pass pass) {
        int width = input.extent(-1);
        var x = input.reshape(-1, width);
        int tokens = x.extent(0);
        int chosen = choice.router().chosen();
        var probabilities = router.apply(x).softmax(-1);
        var ranked = probabilities.detach().topK(chosen).indices();
        var weights = probabilities.gather(-1, ranked); // [tokens, chosen]
        if (choice.router().normalised()) {
            weights = weights.dividedBy(weights.sumKeeping(-1));
        }
        var routes = Routes.of(ranked.toInts(), chosen, experts.size());
        if (pass.training() && choice.router().balance() > 0) {
            pass.penalise(imbalance(probabilities, routes).times(choice.router().balance()));
        }
        var results = new ArrayList<Tensor>();
        for (int e = 0; e < experts.size(); e++) {
            int[] mine = routes.tokens()[e];
            if (mine.length > 0) {
                results.add(experts.get(e).apply(x.indexSelect(0, Tensor.ofInts(mine, mine.length)), pass));
            }
        }
        var byExpert = Tensor.concat(0, results.toArray(Tensor[]::new));
        var mixed = byExpert.indexSelect(0, Tensor.ofInts(routes.places(), tokens * chosen))
                .reshape(tokens, chosen, width)
                .times(weights.reshape(tokens, chosen, 1))
                .sum(1);
        if (shared != null) {
            mixed = mixed.plus(shared.apply(x, pass).times(sharedGate.apply(x).sigmoid()));
        }
        return mixed.reshape(input.shape().extents());
    }

    /// `E·Σ fₑPₑ` over the E experts, with fₑ the share of the choices that fell on one and Pₑ its mean
    /// probability (Fedus et al. 2021, equation 4): 1 when all are chosen alike, more when they are not.
    private static Tensor imbalance(Tensor probabilities, Routes routes) {
        int count = routes.tokens().length;
        var shares = new float[count];
        for (int e = 0; e < count; e++) {
            shares[e] = (float) routes.tokens()[e].length / routes.places().length;
        }
        return probabilities.mean(0).times(Tensor.of(shares, count)).sum().times(count);
    }

    /// Which tokens go to each expert, and where each choice of each token comes back in the experts'
    /// results laid end to end.
    private record Routes(int[][] tokens, int[] places) {

        /// @param experts the choices of token 0, then those of token 1, …
        static Routes of(int[] experts, int chosen, int count) {
            var sizes = new int[count];
            for (int expert : experts) {
                sizes[expert]++;
            }
            var tokens = new int[count][];
            var next = new int[count];
            int start = 0;
            for (int e = 0; e < count; e++) {
                tokens[e] = new int[sizes[e]];
                next[e] = start;
                start += sizes[e];
            }
            var filled = new int[count];
            var places = new int[experts.length];
            for (int i = 0; i < experts.length; i++) {
                int e = experts[i];
                tokens[e][filled[e]++] = i / chosen;
                places[i] = next[e]++;
            }
            return new Routes(tokens, places);
        }
    }
}
