package formers.models.nn;

import formers.tensor.Gate;
import formers.tensor.Tensor;
import java.util.List;

/// The position-wise network of a block. The record is the choice; [#build] makes the layer with its
/// parameters.
public sealed interface FeedForward {

    /// Width of the hidden layer; of one expert where there are several.
    int hidden();

    /// The network of a layer: this one, except where layers differ.
    default FeedForward at(int layer) {
        return this;
    }

    /// Scalars that one token is multiplied with in one layer, biases left out: of the experts only those
    /// it is sent to.
    ///
    /// @param width of the residual stream
    long multiplications(int width);

    /// `down(activation(up(x)))` (Vaswani et al. 2017, section 3.3).
    record Plain(Activation activation, int hidden) implements FeedForward {
        @Override
        public long multiplications(int width) {
            return 2L * width * hidden;
        }
    }

    /// `down(gate(x₁) · x₂)` with `x₁`, `x₂` from one projection, gate first (Shazeer 2020,
    /// arXiv:2002.05202).
    record Gated(Gate gate, int hidden) implements FeedForward {
        @Override
        public long multiplications(int width) {
            return 3L * width * hidden;
        }
    }

    /// `down(x₁·σ(1.702·x₁) · (x₂ + 1))` with `x₁` at most `limit` and `x₂` within `±limit` (gpt-oss).
    record ClampedGated(float limit, int hidden) implements FeedForward {
        @Override
        public long multiplications(int width) {
            return 3L * width * hidden;
        }
    }

    /// How tokens are sent to experts: by the softmax of a linear map of theirs.
    ///
    /// @param chosen     experts a token goes through
    /// @param normalised whether the weights of the chosen ones are made to sum to 1
    /// @param bias       whether the map has a bias
    /// @param balance    in training, factor of a penalty on sending more tokens to some experts than to
    ///                   others
    record Router(int chosen, boolean normalised, boolean bias, float balance) {

        /// The usual one: normalised, without bias, lightly balanced.
        public static Router of(int chosen) {
            return new Router(chosen, true, false, 0.001f);
        }
    }

    /// Several networks, of which every token goes through a few (Shazeer et al. 2017, arXiv:1701.06538;
    /// Fedus et al. 2021, arXiv:2101.03961).
    ///
    /// @param count  experts
    /// @param expert the network of each expert
    /// @param shared hidden width of a gated expert that every token goes through besides (Qwen 2 MoE); 0 for
    ///               none
    record Experts(int count, Router router, FeedForward expert, int shared) implements FeedForward {

        public Experts {
            int chosen = router.chosen();
            if (chosen < 1 || chosen > count) {
                throw new IllegalArgumentException(
                        "a token goes through 1 to %d experts, found %d".formatted(count, chosen));
            }
            if (expert instanceof Experts || expert instanceof Mixed) {
                throw new IllegalArgumentException("an expert is a single network, found " + expert);
            }
        }

        @Override
        public int hidden() {
            return expert.hidden();
        }

        @Override
        public long multiplications(int width) {
            return (long) width * count
                    + router.chosen() * expert.multiplications(width)
                    + (shared == 0 ? 0 : 3L * width * shared + width); // and how much of it to take
        }
    }

    /// Experts in most layers, one network in some.
    ///
    /// @param denseLayers those without experts, in rising order
    record Mixed(Experts experts, FeedForward dense, List<Integer> denseLayers) implements FeedForward {

        public Mixed {
            denseLayers = List.copyOf(denseLayers);
        }

        @Override
        public FeedForward at(int layer) {
            return denseLayers.contains(layer) ? dense : experts;
        }

        @Override
        public int hidden() {
            return dense.hidden();
        }

        /// Of a layer with experts.
        @Override
        public long multiplications(int width) {
            return experts.multiplications(width);
        }
    }

    /// A feed-forward network with its parameters, `[…, width] → […, width]`.
    @FunctionalInterface
    interface Built {
        Tensor apply(Tensor x, Pass pass);
    }

    /// @param output how the projection back into the residual stream starts
    default Built build(Parameters parameters, int width, boolean bias, Initializer initializer, Initializer output) {
        return switch (this) {
            case Plain(var activation, var hidden) -> {
                var up = Linear.of(parameters.at("up"), initializer, width, hidden, bias);
                var down = Linear.of(parameters.at("down"), output, hidden, width, bias);
                yield (x, _) -> down.apply(activation.apply(up.apply(x)));
            }
            case Gated(var gate, var hidden) -> {
                var up = Linear.of(parameters.at("gate_up"), initializer, width, 2 * hidden, bias);
                var down = Linear.of(parameters.at("down"), output, hidden, width, bias);
                yield (x, _) -> down.apply(up.apply(x).gated(gate));
            }
            case ClampedGated(var limit, var hidden) -> {
                var up = Linear.of(parameters.at("gate_up"), initializer, width, 2 * hidden, bias);
                var down = Linear.of(parameters.at("down"), output, hidden, width, bias);
                yield (x, _) -> {
                    var halves = up.apply(x).split(-1, hidden, hidden);
                    var gate = halves[0].minimum(Tensor.scalar(limit));
                    return down.apply(Activation.QUICK_GELU
                            .apply(gate)
                            .times(halves[1].clamp(-limit, limit).plus(1)));
                };
            }
            case Experts experts -> MixtureOfExperts.of(experts, parameters, width, bias, initializer, output);
            case Mixed _ -> throw new IllegalStateException("ask for the network of a layer with at(layer)");
        };
    }
}
