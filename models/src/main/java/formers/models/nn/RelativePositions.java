package formers.models.nn;

import formers.tensor.Tensor;

/// The scores by distance of Transformer-XL (Dai et al. 2019, arXiv:1901.02860, section 3.3): to `qᵢ·kⱼ` come
/// `qᵢ·W r(i−j) + u·kⱼ + v·W r(i−j)`, where r is the sinusoid of a distance.
///
/// @param projection   W, `[heads·headWidth, width]`
/// @param contentBias  u, `[heads, headWidth]`
/// @param distanceBias v, `[heads, headWidth]`
record RelativePositions(Linear projection, Tensor contentBias, Tensor distanceBias, int width) {

    static RelativePositions of(Parameters parameters, Attention attention, int width, Initializer initializer) {
        int heads = attention.heads();
        int headWidth = attention.headWidth();
        return new RelativePositions(
                Linear.of(parameters.at("relative"), initializer, width, heads * headWidth, false),
                parameters.get("content_bias", initializer, heads, headWidth),
                parameters.get("distance_bias", initializer, heads, headWidth),
                width);
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
        var distances = projection
                .apply(sinusoids(keys))
                .reshape(keys, heads, headWidth)
                .permute(1, 0, 2); // [heads, distances, headWidth]
        var byDistance = q.plus(distanceBias.reshape(heads, 1, headWidth)).matmul(false, distances, true);
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

    /// Sines of a distance, then cosines, `[distances, width]`.
    private Tensor sinusoids(int distances) {
        int half = width / 2;
        var rows = new float[distances * width];
        for (int distance = 0; distance < distances; distance++) {
            for (int i = 0; i < half; i++) {
                double angle = distance * Math.pow(10_000, -2.0 * i / width);
                rows[distance * width + i] = (float) Math.sin(angle);
                rows[distance * width + half + i] = (float) Math.cos(angle);
            }
        }
        return Tensor.of(rows, distances, width);
    }
}
