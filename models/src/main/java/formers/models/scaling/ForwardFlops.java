package formers.models.scaling;

import formers.models.decoder.DecoderConfig;
import formers.models.nn.Positions;

/// Floating-point operations of one forward pass over a sequence, by part, a multiplication and an addition
/// counted as two (Hoffmann et al. 2022, arXiv:2203.15556, appendix F). Norms, activations and the softmax
/// are left out, as are the look-ups of embeddings, which multiply nothing.
///
/// @param embedding   from narrower embeddings to the residual stream (OPT-350m); 0 for most
/// @param projections of queries, keys, values and what the heads found, `2·T·d·(2·h·dₕ + 2·hₖᵥ·dₕ)` per
///                    layer
/// @param scores      queries with keys, and weights with values, `4·T·K·h·dₕ` per layer, where K is T, or
///                    the window of the layer if that is less; masked ones too
/// @param distances   queries with projected distances, where positions are relative (Gopher); 0 for most
/// @param feedForward `4·T·d·f` per layer, `6·T·d·f` with a gate; of experts the router and those a token
///                    goes to
/// @param output      `2·T·d·V`
public record ForwardFlops(
        double embedding, double projections, double scores, double distances, double feedForward, double output) {

    /// @param tokens T, the length of the sequence
    /// @throws IllegalArgumentException if that is less than 1
    public static ForwardFlops of(DecoderConfig config, int tokens) {
        if (tokens < 1) {
            throw new IllegalArgumentException("a sequence has at least 1 token, found " + tokens);
        }
        double t = tokens;
        double width = config.width();
        double queries = (double) config.heads() * config.headWidth();
        double keys = (double) config.kvHeads() * config.headWidth();
        double scores = 0;
        double distances = 0;
        double feedForward = 0;
        for (int layer = 0; layer < config.layers(); layer++) {
            int window = config.attention().windows().of(layer);
            double seen = window == 0 ? t : Math.min(t, window);
            scores += 4 * t * seen * queries;
            if (config.positions() instanceof Positions.Relative) {
                distances += 2 * t * width * queries + 2 * t * seen * queries;
            }
            feedForward += 2 * t * config.feedForward().at(layer).multiplications(config.width());
        }
        double narrow = config.embedding().width();
        double widening = narrow == width ? 0 : 2 * t * narrow * width;
        return new ForwardFlops(
                widening,
                config.layers() * 2 * t * width * (2 * queries + 2 * keys),
                scores,
                distances,
                feedForward,
                widening + 2 * t * narrow * config.vocabulary());
    }

    /// All parts.
    public double total() {
        return embedding + projections + scores + distances + feedForward + output;
    }
}
