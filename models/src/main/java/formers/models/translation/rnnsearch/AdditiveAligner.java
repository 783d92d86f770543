package formers.models.translation.rnnsearch;

import formers.tensor.Tensor;

/// `e_ij = v_aᵀ tanh(W_a s_{i−1} + U_a h_j)` (appendix A.1.2).
///
/// @param stateWeight      `W_a`, `[width, hidden]`
/// @param annotationWeight `U_a`, `[width, context]`
/// @param scoreWeight      `v_a`, `[width]`
record AdditiveAligner(Tensor stateWeight, Tensor annotationWeight, Tensor scoreWeight) implements Aligner {

    /// `U_a h_j`, `[batch, S, width]`.
    @Override
    public Tensor keys(Tensor annotations) {
        return annotations.linear(annotationWeight, null);
    }

    @Override
    public Look look(Tensor state, Source source) {
        int rows = state.extent(0);
        int times = source.keys().extent(1);
        var query = state.linear(stateWeight, null).reshape(rows, 1, -1);
        var scores = source.keys().plus(query).tanh().linear(scoreWeight.reshape(1, scoreWeight.size()), null);
        var weights = scores.reshape(rows, 1, times).plus(source.mask()).softmax(-1);
        return new Look(weights.matmul(source.annotations()).reshape(rows, -1), weights.reshape(rows, times));
    }
}
