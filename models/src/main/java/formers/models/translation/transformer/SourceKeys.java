package formers.models.translation.transformer;

import formers.tensor.KeyValues;

/// What is kept of one source: keys and values for the cross-attention of every layer. Nothing changes them,
/// so all targets of the source share them.
///
/// @param length tokens
record SourceKeys(KeyValues[] layers, int length) {}
