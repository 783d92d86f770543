package formers.models.translation.transformer;

import formers.models.nn.Norm;
import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/// Writes targets: each token sees those before it and the whole source.
///
/// @param distances scores by distance; null without
/// @param norm      after the last layer; null without
record Decoder(TokenEmbedding embedding, DistanceScores distances, List<DecoderLayer> layers, Norm.Built norm) {

    static Decoder of(TransformerConfig config, Parameters parameters, Start start, Tensor table) {
        var positions = config.decoderPositions();
        return new Decoder(
                Encoder.embedding(config, positions, parameters, start, table, "target embedding"),
                DistanceScores.of(positions, parameters, config.heads().count(), start.table(), false),
                IntStream.range(0, config.decoderLayers())
                        .mapToObj(l -> DecoderLayer.of(config, parameters.at("layers." + l), start, l))
                        .toList(),
                Encoder.lastNorm(config, parameters));
    }

    /// @param ids I32, `[batch, T]`
    /// @return `[batch, T, d]`
    Tensor apply(Tensor ids, Surroundings surroundings, Pass pass, Notes notes) {
        int first = surroundings.first();
        int tokens = ids.extent(1);
        var x = embedding.apply(ids, first, pass);
        var bias = distances == null ? null : distances.of(first, tokens, first + tokens);
        for (var layer : layers) {
            x = layer.apply(x, surroundings, bias, pass, notes);
        }
        return norm == null ? x : norm.apply(x);
    }
}
