package formers.models.translation;

import formers.tensor.Tensor;

/// Targets that are being written, one a row, with all that the model keeps of them (cached keys and
/// values, or a recurrent state) and of their sources. What is kept from one token to the next belongs to no
/// scope; what the methods return is the caller's scope's.
public interface TargetPrefixes {

    /// Prefixes there are.
    int rows();

    /// Adds one token to every prefix.
    ///
    /// @param tokens the last token of each prefix; at first the one that begins a target
    /// @return scores of the token after it, `[rows, vocabulary]`
    Tensor next(int[] tokens);

    /// Some of the prefixes in the given order; one may be taken more than once. These here stay as they
    /// are.
    TargetPrefixes select(int... rows);

    /// How much each prefix looked at each token of its source in the last [#next], `[rows, S]`, rows sum
    /// to 1; averaged over the heads of the last layer where there are several.
    Tensor attention();
}
