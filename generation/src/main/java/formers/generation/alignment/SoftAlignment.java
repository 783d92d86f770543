package formers.generation.alignment;

/// How much each token of a target looked at each token of its source (Bahdanau et al. 2015, arXiv:1409.0473,
/// section 5.2.1).
///
/// @param source  tokens of the source
/// @param target  tokens of the target
/// @param weights α, `[target][source]`, from 0 to 1
public record SoftAlignment(Side source, Side target, float[][] weights) {

    private static final float ROUNDING = 1e-3f;

    /// @throws IllegalArgumentException if the weights are not as many as that, or not from 0 to 1
    public SoftAlignment {
        if (weights.length != target.size()) {
            throw new IllegalArgumentException("%d tokens of the target want weights each, found %d rows"
                    .formatted(target.size(), weights.length));
        }
        for (int row = 0; row < weights.length; row++) {
            if (weights[row].length != source.size()) {
                throw new IllegalArgumentException(
                        "token %d of the target wants a weight for each of %d tokens of the source, found %d"
                                .formatted(row, source.size(), weights[row].length));
            }
            for (float weight : weights[row]) {
                if (!(weight >= -ROUNDING && weight <= 1 + ROUNDING)) { // NaN fails too
                    throw new IllegalArgumentException(
                            "weights are from 0 to 1, found %s at token %d of the target".formatted(weight, row));
                }
            }
        }
    }

    /// Between words: a word of the source is looked at as much as its tokens together, a word of the target
    /// looks as its tokens do on average. What is no word, such as marks, stays as it is.
    public SoftAlignment ofWords() {
        int[] rows = target.starts();
        int[] columns = source.starts();
        var merged = new float[rows.length][columns.length];
        for (int i = 0; i < rows.length; i++) {
            int rowEnd = i + 1 < rows.length ? rows[i + 1] : target.size();
            for (int j = 0; j < columns.length; j++) {
                int columnEnd = j + 1 < columns.length ? columns[j + 1] : source.size();
                double sum = 0;
                for (int row = rows[i]; row < rowEnd; row++) {
                    for (int column = columns[j]; column < columnEnd; column++) {
                        sum += weights[row][column];
                    }
                }
                merged[i][j] = (float) (sum / (rowEnd - rows[i]));
            }
        }
        return new SoftAlignment(source.merged(columns), target.merged(rows), merged);
    }

    @Override
    public String toString() {
        return "SoftAlignment[%d tokens of the target, %d of the source]".formatted(target.size(), source.size());
    }
}
