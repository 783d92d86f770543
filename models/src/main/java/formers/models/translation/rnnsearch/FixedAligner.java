package formers.models.translation.rnnsearch;

import formers.tensor.Tensor;

/// Always the last word: `c ≡ →h_S`, which is all the encoder gives (RNNencdec, section 2.1).
record FixedAligner() implements Aligner {

    @Override
    public Tensor keys(Tensor annotations) {
        return annotations;
    }

    @Override
    public Look look(Tensor state, Source source) {
        return new Look(source.values().reshape(source.lengths().length, -1), lastWords(source));
    }

    private static Tensor lastWords(Source source) {
        int rows = source.lengths().length;
        int times = source.mask().extent(-1);
        var ones = new float[rows * times];
        for (int row = 0; row < rows; row++) {
            ones[row * times + source.lengths()[row] - 1] = 1;
        }
        return Tensor.of(ones, rows, times);
    }
}
