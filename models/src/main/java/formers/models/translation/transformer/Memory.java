package formers.models.translation.transformer;

import formers.tensor.KeyValues;
import formers.tensor.Tensor;

/// Keys and values that attention looks at, one sequence a row.
sealed interface Memory {

    /// `[batch, longest, heads, width]`.
    Tensor keys();

    /// As the keys.
    Tensor values();

    /// Keys of each row that count; null if all do.
    int[] ends();

    /// Those of one pass.
    record Fresh(Tensor keys, Tensor values, int[] ends) implements Memory {}

    /// Those kept from earlier ones. Rows may be the same sequence.
    record Kept(KeyValues[] rows, int[] ends) implements Memory {
        @Override
        public Tensor keys() {
            return KeyValues.keys(rows, ends);
        }

        @Override
        public Tensor values() {
            return KeyValues.values(rows, ends);
        }
    }
}
