package formers.models.translation.transformer;

import formers.models.nn.Norm;
import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/// Reads sources, all tokens at once.
///
/// @param distances scores by distance; null without
/// @param norm      after the last layer; null without
record Encoder(TokenEmbedding embedding, DistanceScores distances, List<EncoderLayer> layers, Norm.Built norm) {

    static Encoder of(TransformerConfig config, Parameters parameters, Start start, Tensor table) {
        var positions = config.encoderPositions();
        return new Encoder(
                embedding(config, positions, parameters, start, table, "source embedding"),
                DistanceScores.of(positions, parameters, config.heads().count(), start.table(), true),
                IntStream.range(0, config.encoderLayers())
                        .mapToObj(l -> EncoderLayer.of(config, parameters.at("layers." + l), start, l))
                        .toList(),
                lastNorm(config, parameters));
    }

    static TokenEmbedding embedding(
            TransformerConfig config,
            PositionEncoding positions,
            Parameters parameters,
            Start start,
            Tensor table,
            String place) {
        return new TokenEmbedding(
                table,
                config.scaledEmbedding() ? (float) Math.sqrt(config.width()) : 1,
                AddedPositions.of(positions, parameters, config.width(), start.table()),
                config.dropout().residual(),
                place);
    }

    static Norm.Built lastNorm(TransformerConfig config, Parameters parameters) {
        return config.normPlace().last() ? config.norm().build(parameters.at("layer_norm"), config.width()) : null;
    }

    /// @param ids I32, `[batch, S]`, padded on the right
    /// @return `[batch, S, d]`
    Tensor apply(Tensor ids, int[] lengths, Pass pass, Notes notes) {
        var x = embedding.apply(ids, 0, pass);
        int tokens = ids.extent(1);
        var bias = distances == null ? null : distances.of(0, tokens, tokens);
        for (var layer : layers) {
            x = layer.apply(x, lengths, bias, pass, notes);
        }
        return norm == null ? x : norm.apply(x);
    }
}
