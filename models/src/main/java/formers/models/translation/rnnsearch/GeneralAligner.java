package formers.models.translation.rnnsearch;

import formers.tensor.Tensor;

/// `e_ij = s_{i−1}ᵀ W_a h_j` (Luong et al. 2015, arXiv:1508.04025, equation 8).
///
/// @param weight `W_a`, `[hidden, context]`
record GeneralAligner(Tensor weight) implements Aligner {

    @Override
    public Tensor keys(Tensor annotations) {
        return annotations.linear(weight, null);
    }

    @Override
    public Look look(Tensor state, Source source) {
        int rows = state.extent(0);
        var query = state.reshape(rows, 1, state.extent(1));
        var scores = query.matmul(false, source.keys(), true).plus(source.mask());
        var weights = scores.softmax(-1);
        return new Look(weights.matmul(source.values()).reshape(rows, -1), weights.reshape(rows, -1));
    }
}
