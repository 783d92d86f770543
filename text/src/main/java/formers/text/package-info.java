/// From files to token ids and back.
///
/// A [formers.text.Corpus] visits [formers.text.Document]s. A [formers.text.Tokenizer] turns their text
/// into ids: bytes or byte pairs ([formers.text.BytePairTokenizer], learned by
/// [formers.text.BytePairTrainer]), characters ([formers.text.CharacterTokenizer]), or whatever a
/// `tokenizer.json` describes ([formers.text.PipelineTokenizer]); [formers.text.TokenizerFiles] reads and
/// writes such files. A [formers.text.TokenFile] keeps the ids of a corpus on disk, and a
/// [formers.text.StreamingDecoder] turns generated ids into text as they come. Whatever is wrong with
/// what a user gave is an [formers.text.InputException].
package formers.text;
