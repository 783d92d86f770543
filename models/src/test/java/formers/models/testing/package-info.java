/// What tests of models are checked against. Nothing here shares code with the models.
///
/// | oracle | of what |
/// |---|---|
/// | [formers.models.testing.ReferenceDecoder] | the decoder under its own names, with exact gradients |
/// | [formers.models.testing.HuggingFaceReference] | every family of decoders under the names of its files |
/// | [formers.models.testing.ReferenceAdamW] | the optimiser |
///
/// [formers.models.testing.TinyCheckpoints] has a small model of every family, some with scores recorded from Hugging
/// Face's own; all weights come from [formers.models.testing.SeededWeights]. Every language model passes
/// [formers.models.testing.LanguageModelContract], every implementation of the families
/// [formers.models.testing.FamilyInvariants].
///
/// In `HuggingFaceReference`, a part of a model is a [formers.models.testing.Layer] over the tokens' vectors, `Wiring`
/// makes blocks of such parts, and a `…Reference` per family takes the tensors from the file and says how they are
/// wired.
package formers.models.testing;
