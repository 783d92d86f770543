package formers.models.testing;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/// The oracle of the encoder-decoder: the same family of models in double precision and plain loops, one pair
/// at a time and so without padding, with exact gradients. It shares no code with the fast one.
///
/// Parameters are flat, row-major arrays under the names of Hugging Face's Marian. The names decide: a bias
/// that is absent is not added, a gated network has twice as many rows in `fc1`, distances are scored where
/// there is a `relative_attention_bias.weight`, learned positions are added where there is an
/// `embed_positions.weight`, stacks end with a norm where there is a `layer_norm.weight`, and without
/// `lm_head.weight` the output is tied.
public final class ReferenceTransformer {

    /// What is added to a channel of the embedding at a position.
    @FunctionalInterface
    public interface Added {
        double at(int position, int channel);
    }

    /// What names and lengths do not tell.
    ///
    /// @param scaled      whether scores are divided by the root of a head's width
    /// @param centred     whether norms take the mean away
    /// @param preNorm     whether norms stand before their sub-layer, not after the sum
    /// @param offset      rows of learned positions before the first
    /// @param maxDistance from which on distances are one
    public record Variant(
            int width,
            int heads,
            boolean scaled,
            boolean centred,
            double epsilon,
            boolean preNorm,
            Added encoder,
            Added decoder,
            int offset,
            int maxDistance,
            ReferenceDecoder.Activation activation,
            double embeddingScale,
            double outputScale) {}

    private final Variant variant;
    private final Map<String, double[]> parameters;

    public ReferenceTransformer(Variant variant, Map<String, double[]> parameters) {
        this.variant = variant;
        this.parameters = parameters;
    }

    /// Scores of the token after each of `input`, `[time][vocabulary]`.
    public double[][] logits(int[] source, int[] input) {
        var pass = new TransformerPass(variant, parameters);
        return Arrays.stream(pass.logits(source, input))
                .map(row -> Arrays.stream(row).mapToDouble(pass.tape()::value).toArray())
                .toArray(double[][]::new);
    }

    /// Mean loss per token over pairs and its gradient.
    ///
    /// @param inputs    of the decoder
    /// @param targets   what follows each token of its input
    /// @param smoothing share of the target distribution that is spread over the vocabulary
    public ReferenceDecoder.Gradients gradients(int[][] sources, int[][] inputs, int[][] targets, double smoothing) {
        var pass = new TransformerPass(variant, parameters);
        var tape = pass.tape();
        int total = tape.leaf(0);
        for (int row = 0; row < sources.length; row++) {
            int[][] logits = pass.logits(sources[row], inputs[row]);
            for (int t = 0; t < logits.length; t++) {
                int mean = tape.affine(tape.sum(logits[t]), smoothing / logits[t].length, 0);
                int expected = tape.plus(tape.affine(logits[t][targets[row][t]], 1 - smoothing, 0), mean);
                total = tape.plus(total, tape.minus(pass.logSumExp(logits[t]), expected));
            }
        }
        int tokens = Arrays.stream(targets).mapToInt(row -> row.length).sum();
        int loss = tape.affine(total, 1.0 / tokens, 0);
        double[] slopes = tape.gradient(loss);
        var byName = new LinkedHashMap<String, double[]>();
        pass.leaves()
                .forEach((name, leaves) -> byName.put(
                        name,
                        IntStream.of(leaves).mapToDouble(leaf -> slopes[leaf]).toArray()));
        return new ReferenceDecoder.Gradients(tape.value(loss), byName);
    }
}
