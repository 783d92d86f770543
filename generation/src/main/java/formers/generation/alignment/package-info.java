/// Which words of a source those of its target came from, for the eye and for tools.
///
/// A [formers.generation.alignment.SoftAlignment] is a matrix of weights with tokens or words on both sides;
/// [formers.generation.alignment.AlignmentPicture] draws it, an [formers.generation.alignment.AlignmentPage]
/// shows many. A [formers.generation.alignment.HardAlignment] is pairs of words, as `0-0 1-2` in files.
package formers.generation.alignment;
