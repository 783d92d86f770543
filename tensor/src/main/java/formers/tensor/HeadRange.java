package formers.tensor;

/// The heads of a tensor `[batch, rows, allHeads, width]` from head `first` on, as many as an operation needs.
record HeadRange(Tensor tensor, int first) {}
