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
        var found = state.linear(stateWeight, null)
                .additiveAttention(source.keys(), source.values(), scoreWeight, source.lengths());
        return new Look(found.mixed(), found.weights());
    }
}
