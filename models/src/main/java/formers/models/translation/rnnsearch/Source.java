package formers.models.translation.rnnsearch;

import formers.tensor.Tensor;
import java.util.Arrays;

/// What the decoder knows of the sources, one a row.
///
/// @param annotations `h_j`, `[batch, S, context]`; without attention the last alone, `[batch, 1, context]`
/// @param keys        what the aligner compares with a state
/// @param values      `C_z h_j, C_r h_j, C h_j`, `[batch, S, 3n]`. As `C Σ α_j h_j = Σ α_j C h_j`, the
///                    products with C are done for all words at once, not at each step
/// @param mask        what to add to scores, `[batch, 1, S]`: −∞ on padding
/// @param start       `s_0`, `[batch, hidden]`
/// @param lengths     words of each source
/// @param sentences   which source each row is of: rows with the same number are equal
record Source(
        Tensor annotations, Tensor keys, Tensor values, Tensor mask, Tensor start, int[] lengths, int[] sentences) {

    /// −∞ on padding, `[batch, 1, times]`.
    static Tensor mask(int[] lengths, int times) {
        var mask = new float[lengths.length * times];
        for (int row = 0; row < lengths.length; row++) {
            Arrays.fill(mask, row * times + lengths[row], (row + 1) * times, Float.NEGATIVE_INFINITY);
        }
        return Tensor.of(mask, lengths.length, 1, times);
    }

    /// Some of the rows, in the given order, in memory that no scope owns. Beam search mostly reorders
    /// hypotheses of the same source: then nothing is copied.
    Source select(int... rows) {
        if (sameSources(rows)) {
            return this;
        }
        var ids = Tensor.ofInts(rows);
        return new Source(
                        annotations.indexSelect(0, ids),
                        keys.indexSelect(0, ids),
                        values.indexSelect(0, ids),
                        mask.indexSelect(0, ids),
                        start.indexSelect(0, ids),
                        Arrays.stream(rows).map(row -> lengths[row]).toArray(),
                        Arrays.stream(rows).map(row -> sentences[row]).toArray())
                .outsideScopes();
    }

    private boolean sameSources(int[] rows) {
        boolean same = rows.length == sentences.length;
        for (int i = 0; same && i < rows.length; i++) {
            same = sentences[rows[i]] == sentences[i];
        }
        return same;
    }

    /// The same in memory that no scope owns.
    Source outsideScopes() {
        return new Source(
                outsideScopes(annotations),
                outsideScopes(keys),
                outsideScopes(values),
                outsideScopes(mask),
                outsideScopes(start),
                lengths,
                sentences);
    }

    static Tensor outsideScopes(Tensor x) {
        return Tensor.wrap(x.toArray(), x.shape().extents());
    }
}
