package formers.models.translation.transformer;

import formers.models.nn.Pass;
import formers.tensor.Tensor;

/// From ids to what a stack reads: `dropout(scale · E[id] + PE[position])` (sections 3.4 and 3.5).
///
/// @param table E, `[V, d]`
/// @param place its name among the places of dropout
record TokenEmbedding(Tensor table, float scale, AddedPositions positions, float dropout, String place) {

    /// @param ids   I32, `[batch, tokens]`
    /// @param first position of the first of them
    /// @return `[batch, tokens, d]`
    Tensor apply(Tensor ids, int first, Pass pass) {
        var x = table.embedding(ids);
        if (scale != 1) {
            x = x.times(scale);
        }
        var added = positions.of(first, ids.extent(1));
        return pass.dropout(added == null ? x : x.plus(added), dropout, place);
    }
}
