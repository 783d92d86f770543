package formers.models.translation.transformer;

import formers.models.nn.Initializer;
import formers.models.nn.Parameters;
import formers.models.nn.Sinusoids;
import formers.tensor.Tensor;

/// Vectors by position that are added to embeddings.
@FunctionalInterface
interface AddedPositions {

    /// Those of positions `first..first+count-1`, `[count, d]`; null for none.
    Tensor of(int first, int count);

    static AddedPositions of(PositionEncoding encoding, Parameters parameters, int width, Initializer initializer) {
        return switch (encoding) {
            case PositionEncoding.Sinusoidal(var layout, var offset) -> {
                var table = new Sinusoids(width, layout);
                yield (first, count) ->
                        table.of(offset + first + count).slice(0, offset + first, offset + first + count);
            }
            case PositionEncoding.Learned(var context, var offset) -> {
                var table = parameters.get("embed_positions.weight", initializer, offset + context, width);
                yield (first, count) -> {
                    if (first + count > context) {
                        throw new IllegalArgumentException(
                                "%d tokens do not fit the %d positions that were learned; shorten the text"
                                        .formatted(first + count, context));
                    }
                    return table.slice(0, offset + first, offset + first + count);
                };
            }
            case PositionEncoding.Relative _, PositionEncoding.None _ -> (_, _) -> null;
        };
    }
}
