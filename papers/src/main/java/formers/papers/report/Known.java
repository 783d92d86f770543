package formers.papers.report;

/// A number to compare with, and what it was measured on: the paper's own, or a baseline's.
///
/// @param value in the unit of the measurement that it stands beside
/// @param of    what it is a number of: `newstest2014`, `RNNencdec`
public record Known(double value, String of) {}
