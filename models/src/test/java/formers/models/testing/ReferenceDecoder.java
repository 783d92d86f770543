package formers.models.testing;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/// The oracle of the decoder: the same family of models in double precision and plain loops, with exact
/// gradients. It shares no code with the fast one.
///
/// Parameters are flat, row-major arrays by name:
///
/// | name | shape |
/// |---|---|
/// | `tokens` | `[vocabulary, width]` |
/// | `positions` | `[context, width]`, with learned positions only |
/// | `blocks.L.norm1.weight`, `.bias` | `[width]` |
/// | `blocks.L.attention.qkv.weight`, `.bias` | `[(heads + 2·kvHeads)·headWidth, width]` |
/// | `blocks.L.attention.output.weight`, `.bias` | `[width, heads·headWidth]` |
/// | `blocks.L.norm2.weight`, `.bias` | `[width]` |
/// | `blocks.L.mlp.up.weight`, `.bias` | `[hidden, width]`, plain feed-forward network |
/// | `blocks.L.mlp.gate_up.weight`, `.bias` | `[2·hidden, width]`, gated one: first the rows of the gate |
/// | `blocks.L.mlp.down.weight`, `.bias` | `[width, hidden]` |
/// | `norm.weight`, `.bias` | `[width]` |
/// | `head.weight` | `[vocabulary, width]` |
///
/// Rows of `qkv` are all query heads, then all key heads, then all value heads.
///
/// The names decide: a bias that is absent is not added, without `head.weight` the output is tied to
/// `tokens`, and all sizes follow from the lengths. A name that has no place, or an array of a wrong
/// length, is refused.
///
/// The arrays are read anew in every call, so an optimiser may change them in between.
public final class ReferenceDecoder {

    /// What names and lengths do not tell.
    ///
    /// @param epsilon inside the root of every norm
    /// @param rotaryBase θ of rotary positions; other positions ignore it
    /// @param window tokens a query sees, its own included; 0 for all
    public record Variant(
            int heads,
            int kvHeads,
            Norm norm,
            double epsilon,
            Positions positions,
            double rotaryBase,
            Activation activation,
            int window) {

        public Variant {
            if (heads < 1 || kvHeads < 1 || heads % kvHeads != 0) {
                throw new IllegalArgumentException(
                        "%d heads cannot share %d key/value heads evenly".formatted(heads, kvHeads));
            }
        }
    }

    public enum Norm {
        LAYER,
        RMS
    }

    public enum Positions {
        NONE,
        LEARNED,
        /// Channels i and i + headWidth/2 turn together.
        ROTARY_HALF,
        /// Channels 2i and 2i + 1 turn together.
        ROTARY_INTERLEAVED,
        ALIBI
    }

    public enum Activation {
        RELU,
        GELU,
        GELU_TANH,
        SILU
    }

    /// A loss in nats per token and its derivative by every parameter, in the shape of the parameters.
    public record Gradients(double loss, Map<String, double[]> byName) {}

    private final Variant variant;
    private final Map<String, double[]> parameters;
    private final int layers;

    /// @throws IllegalArgumentException if a parameter is missing, has no place or a wrong length
    public ReferenceDecoder(Variant variant, Map<String, double[]> parameters) {
        this.variant = variant;
        this.parameters = parameters;
        this.layers = requireFit();
    }

    /// Scores of the next token after each position, `[time][vocabulary]`.
    public double[][] logits(int... ids) {
        var pass = newPass();
        return Arrays.stream(pass.logits(ids))
                .map(row -> Arrays.stream(row).mapToDouble(pass.tape()::value).toArray())
                .toArray(double[][]::new);
    }

    /// Mean negative log-likelihood in nats of `targets` `[batch][time]` after `ids` `[batch][time]`; a
    /// target of -1 does not count.
    public double loss(int[][] ids, int[][] targets) {
        var pass = newPass();
        return pass.tape().value(pass.loss(ids, targets));
    }

    /// The loss of [#loss] and its gradient.
    public Gradients gradients(int[][] ids, int[][] targets) {
        var pass = newPass();
        int loss = pass.loss(ids, targets);
        double[] slopes = pass.tape().gradient(loss);
        var byName = new LinkedHashMap<String, double[]>();
        pass.leaves()
                .forEach((name, leaves) -> byName.put(
                        name,
                        Arrays.stream(leaves).mapToDouble(leaf -> slopes[leaf]).toArray()));
        return new Gradients(pass.tape().value(loss), byName);
    }

    private DecoderPass newPass() {
        return new DecoderPass(variant, layers, parameters);
    }

    /// Checks every array against the sizes that follow from a few of them; returns the number of layers.
    private int requireFit() {
        int width = find("norm.weight").length;
        int vocabulary = find("tokens").length / width;
        var unknown = new TreeSet<>(parameters.keySet());

        require("tokens", vocabulary * width, unknown);
        if (variant.positions == Positions.LEARNED) {
            require("positions", find("positions").length / width * width, unknown);
        }
        int layer = 0;
        for (; parameters.containsKey("blocks." + layer + ".norm1.weight"); layer++) {
            var block = "blocks." + layer + ".";
            boolean gated = parameters.containsKey(block + "mlp.gate_up.weight");
            int rows = find(block + "attention.qkv.weight").length / width;
            int headWidth = rows / (variant.heads + 2 * variant.kvHeads);
            int hidden = find(block + "mlp.down.weight").length / width;
            requireNorm(block + "norm1", width, unknown);
            requireLinear(block + "attention.qkv", (variant.heads + 2 * variant.kvHeads) * headWidth, width, unknown);
            requireLinear(block + "attention.output", width, variant.heads * headWidth, unknown);
            requireNorm(block + "norm2", width, unknown);
            requireLinear(block + (gated ? "mlp.gate_up" : "mlp.up"), gated ? 2 * hidden : hidden, width, unknown);
            requireLinear(block + "mlp.down", width, hidden, unknown);
        }
        requireNorm("norm", width, unknown);
        if (parameters.containsKey("head.weight")) {
            require("head.weight", vocabulary * width, unknown);
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("parameters without a place in this decoder: " + unknown);
        }
        return layer;
    }

    private void requireNorm(String name, int width, TreeSet<String> unknown) {
        require(name + ".weight", width, unknown);
        if (variant.norm == Norm.LAYER && parameters.containsKey(name + ".bias")) {
            require(name + ".bias", width, unknown);
        }
    }

    private void requireLinear(String name, int out, int in, TreeSet<String> unknown) {
        require(name + ".weight", out * in, unknown);
        if (parameters.containsKey(name + ".bias")) {
            require(name + ".bias", out, unknown);
        }
    }

    private void require(String name, int length, TreeSet<String> unknown) {
        if (find(name).length != length) {
            throw new IllegalArgumentException("%s has %d values, needs %d".formatted(name, find(name).length, length));
        }
        unknown.remove(name);
    }

    private double[] find(String name) {
        var values = parameters.get(name);
        if (values == null) {
            throw new IllegalArgumentException(
                    "parameter %s is missing; there are %s".formatted(name, parameters.keySet()));
        }
        return values;
    }
}
