package formers.models.translation.transformer;

import formers.models.nn.Initializer;
import formers.models.nn.Parameters;
import formers.tensor.Tensor;

/// A score for each head and distance from a query to a key, the same in all layers of a stack (T5; Raffel
/// et al. 2020, section 2.1). Near distances have a bucket each; farther ones share buckets that grow with
/// the distance.
///
/// @param table       `[buckets, heads]`
/// @param maxDistance distances from here on share the last bucket
/// @param bothWays    whether keys after a query are told from those before it
record DistanceScores(Tensor table, int maxDistance, boolean bothWays) {

    /// The scores of a stack; null if its positions are of another kind.
    static DistanceScores of(
            PositionEncoding encoding, Parameters parameters, int heads, Initializer initializer, boolean bothWays) {
        return encoding instanceof PositionEncoding.Relative(var buckets, var maxDistance)
                ? new DistanceScores(
                        parameters.get("relative_attention_bias.weight", initializer, buckets, heads),
                        maxDistance,
                        bothWays)
                : null;
    }

    /// `[heads, queries, keys]`.
    ///
    /// @param first position of the first query; keys start at 0
    Tensor of(int first, int queries, int keys) {
        var ids = new int[queries * keys];
        for (int i = 0; i < queries; i++) {
            for (int j = 0; j < keys; j++) {
                ids[i * keys + j] = bucket(j - (first + i));
            }
        }
        return table.embedding(Tensor.ofInts(ids, queries, keys)).permute(2, 0, 1);
    }

    /// The bucket of a key that stands `relative` places after its query.
    int bucket(int relative) {
        int buckets = table.extent(0);
        if (!bothWays) {
            return bucket(Math.max(-relative, 0), buckets);
        }
        int half = buckets / 2;
        return (relative > 0 ? half : 0) + bucket(Math.abs(relative), half);
    }

    /// Of a distance among `count` buckets: half of them exact, the others on a logarithmic scale.
    private int bucket(int distance, int count) {
        int exact = count / 2;
        if (distance < exact) {
            return distance;
        }
        // In single precision, as T5 was trained: where the quotient is a whole number, it decides.
        float share = (float) Math.log((float) distance / exact) / (float) Math.log((double) maxDistance / exact);
        return Math.min(exact + (int) (share * (count - exact)), count - 1);
    }
}
