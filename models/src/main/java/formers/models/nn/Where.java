package formers.models.nn;

import formers.tensor.Tensor;

/// Where the tokens of a pass stand.
///
/// @param positions I32, `[tokens]` or `[batch, tokens]`
/// @param longest   tokens of the longest sequence, those of earlier passes included
public record Where(Tensor positions, int longest) {}
