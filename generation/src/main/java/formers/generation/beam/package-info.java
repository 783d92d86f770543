/// Beam search over models that write a target given a source, and translation of text with it.
///
/// [formers.generation.beam.BeamSearch] finds the likeliest targets of token ids,
/// [formers.generation.beam.Translator] those of lines of text.
package formers.generation.beam;
