package formers.models.translation.rnnsearch;

import formers.tensor.Tensor;

/// Always the last word: `c ≡ →h_T` (RNNencdec, section 2.1).
record FixedAligner() implements Aligner {

    @Override
    public Tensor keys(Tensor annotations) {
        return annotations;
    }

    @Override
    public Look look(Tensor state, Source source) {
        return new Look(
                context(source),
                lastWords(source.lengths(), source.annotations().extent(1)));
    }

    /// `[batch, context]`. The encoder's state stays as it is over padding, so the last one is that of the
    /// last word.
    Tensor context(Source source) {
        int times = source.annotations().extent(1);
        return source.annotations().slice(1, times - 1, times).reshape(source.lengths().length, -1);
    }

    private static Tensor lastWords(int[] lengths, int times) {
        var ones = new float[lengths.length * times];
        for (int row = 0; row < lengths.length; row++) {
            ones[row * times + lengths[row] - 1] = 1;
        }
        return Tensor.of(ones, lengths.length, times);
    }
}
