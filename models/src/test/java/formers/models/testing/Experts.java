package formers.models.testing;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// A mixture of experts: every token goes through its `top` experts of the highest router score, weighted.
///
/// @param normalised whether a token's weights sum to 1, that is, are a softmax over its own experts; otherwise
///     they are what the softmax over all experts gives these
record Experts(Affine router, int top, boolean normalised, List<Layer> experts) implements Layer {

    @Override
    public double[][] of(double[][] x) {
        return Arrays.stream(x).map(this::of).toArray(double[][]::new);
    }

    private double[] of(double[] token) {
        double[][] alone = {token};
        double[] scores = router.of(alone)[0];
        int[] chosen = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer e) -> scores[e]).reversed())
                .limit(top)
                .mapToInt(Integer::intValue)
                .toArray();
        double[] weights = normalised
                ? Vectors.softmax(
                        Arrays.stream(chosen).mapToDouble(e -> scores[e]).toArray())
                : select(Vectors.softmax(scores), chosen);
        var mixed = new double[token.length];
        for (int i = 0; i < top; i++) {
            mixed = Vectors.sum(mixed, Vectors.scaled(experts.get(chosen[i]).of(alone)[0], weights[i]));
        }
        return mixed;
    }

    private static double[] select(double[] values, int[] indices) {
        return Arrays.stream(indices).mapToDouble(i -> values[i]).toArray();
    }
}
