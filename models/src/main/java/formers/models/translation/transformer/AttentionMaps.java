package formers.models.translation.transformer;

import formers.tensor.Tensor;
import java.util.List;

/// Where every head of every layer looked while pairs were read; one tensor a layer. Rows sum to 1, or are 0
/// where there was nothing to see.
///
/// @param encoder how much each source token looked at each, `[batch, heads, S, S]`
/// @param decoder how much each target token looked at those so far, `[batch, heads, T, T]`
/// @param cross   how much each target token looked at each source token, `[batch, heads, T, S]`
public record AttentionMaps(List<Tensor> encoder, List<Tensor> decoder, List<Tensor> cross) {

    public AttentionMaps {
        encoder = List.copyOf(encoder);
        decoder = List.copyOf(decoder);
        cross = List.copyOf(cross);
    }
}
