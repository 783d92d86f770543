package formers.models.nn;

import formers.tensor.Tensor;

/// The scores by distance of Transformer-XL (Dai et al. 2019, arXiv:1901.02860, section 3.3): to `qᵢ·kⱼ` come
/// `qᵢ·W r(i−j) + u·kⱼ + v·W r(i−j)`, where r is the sinusoid of a distance.
///
/// @param projection   W, `[heads·headWidth, width]`
/// @param contentBias  u, `[heads, headWidth]`
/// @param distanceBias v, `[heads, headWidth]`
record RelativePositions(Tensor projection, Tensor contentBias, Tensor distanceBias, Sinusoids sinusoids) {

    static RelativePositions of(
            Parameters parameters, Attention attention, int width, Sinusoids sinusoids, Initializer initializer) {
        int heads = attention.heads();
        int headWidth = attention.headWidth();
        return new RelativePositions(
                parameters.get("relative.weight", initializer, heads * headWidth, width),
                parameters.get("content_bias", initializer, heads, headWidth),
                parameters.get("distance_bias", initializer, heads, headWidth),
                sinusoids);
    }

    /// `q + u`, which meets the keys; `q` is `[batch, heads, queries, headWidth]`.
    Tensor contentQueries(Tensor q) {
        return q.plus(contentBias.reshape(q.extent(1), 1, q.extent(3)));
    }

    /// `(q + v)·W r(i−j)`, `[batch, heads, queries, keys]`.
    ///
    /// @param ends one past the key at which the last query of each row stands
    Tensor scores(Tensor q, int keys, int[] ends) {
        int heads = q.extent(1);
        int queries = q.extent(2);
        int headWidth = q.extent(3);
        var byDistance =
                byDistance(q.plus(distanceBias.reshape(heads, 1, headWidth)), sinusoids.of(keys)); // [.., distances]
        var index = new int[ends.length * heads * queries * keys];
        int at = 0;
        for (int end : ends) {
            for (int head = 0; head < heads; head++) {
                for (int i = end - queries; i < end; i++) {
                    for (int j = 0; j < keys; j++) {
                        index[at++] = Math.max(0, i - j); // later keys are masked
                    }
                }
            }
        }
        return byDistance.gather(-1, Tensor.ofInts(index, ends.length, heads, queries, keys));
    }

    /// Scores of every query for every distance. The projection meets whichever are fewer.
    private Tensor byDistance(Tensor queries, Tensor distances) {
        int heads = queries.extent(1);
        int headWidth = queries.extent(3);
        if (queries.extent(2) < headWidth) {
            var projected = queries.matmul(projection.reshape(heads, headWidth, projection.extent(1)));
            return projected.matmul(false, distances, true);
        }
        var projected =
                distances.linear(projection, null).reshape(-1, heads, headWidth).permute(1, 0, 2);
        return queries.matmul(false, projected, true);
    }
}
