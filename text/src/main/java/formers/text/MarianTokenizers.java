package formers.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/// The tokenizers of a translation model of Marian's, such as those of OPUS-MT: `source.spm` and `target.spm`
/// cut texts of the two languages into pieces, and `vocab.json` numbers the pieces of both. Where there is a
/// `target_vocab.json`, it numbers those of the target. Thread-safe.
///
/// Texts are texts: the names of special tokens in them are nothing special, but that a source may begin with
/// the name of the language to translate to, such as `>>fra<<`, where the vocabulary has it.
public final class MarianTokenizers {

    /// In a model directory, the file that tells such a model from others.
    static final String SOURCE = "source.spm";

    private static final String TARGET = "target.spm";
    private static final String VOCABULARY = "vocab.json";
    private static final String TARGET_VOCABULARY = "target_vocab.json";
    private static final String END = "</s>";
    private static final String UNKNOWN = "<unk>";
    private static final String PADDING = "<pad>";

    private final Tokenizer source;
    private final Tokenizer target;
    private final int end;
    private final int padding;

    private MarianTokenizers(Tokenizer source, Tokenizer target, int end, int padding) {
        this.source = source;
        this.target = target;
        this.end = end;
        this.padding = padding;
    }

    /// Whether `directory` holds such a pair.
    public static boolean isIn(Path directory) {
        return Files.isRegularFile(directory.resolve(SOURCE));
    }

    /// Reads those of a model directory.
    ///
    /// @throws InputException if a file is missing, damaged, or of a kind that is not supported; says where
    ///                        and why
    public static MarianTokenizers read(Path directory) throws IOException {
        var sourceFile = directory.resolve(VOCABULARY);
        var ofTarget = directory.resolve(TARGET_VOCABULARY);
        var names = JsonPlace.read(sourceFile);
        var targetNames = Files.isRegularFile(ofTarget) ? JsonPlace.read(ofTarget) : names;
        var vocabulary = Vocabulary.read(names);
        var targetVocabulary = targetNames == names ? vocabulary : Vocabulary.read(targetNames);
        return new MarianTokenizers(
                tokenizer(directory.resolve(SOURCE), names, vocabulary, true),
                tokenizer(directory.resolve(TARGET), targetNames, targetVocabulary, false),
                id(names, vocabulary, END),
                id(names, vocabulary, PADDING));
    }

    private static Tokenizer tokenizer(Path file, JsonPlace names, Vocabulary vocabulary, boolean languages)
            throws IOException {
        var model = SentencePieceModel.read(file).withoutSpecialNames();
        var cutter = InputException.naming(
                file, () -> TokenizerReader.read(new JsonPlace(file, "$", SentencePieceJson.of(model))));
        if (!(cutter instanceof PipelineTokenizer pipeline)) {
            throw new InputException(file + " has no pieces of more than one character; it is no model of a language");
        }
        int unknown = id(names, vocabulary, UNKNOWN);
        int end = id(names, vocabulary, END);
        return new NumberedPieces(
                pipeline,
                model.unknown(),
                vocabulary,
                unknown,
                Set.of(unknown, end, id(names, vocabulary, PADDING)),
                end,
                languages);
    }

    private static int id(JsonPlace names, Vocabulary vocabulary, String name) {
        return vocabulary.id(name).orElseThrow(() -> names.wrong("a token " + name, "none of that name"));
    }

    /// Of texts to be translated, without what ends them.
    public Tokenizer source() {
        return source;
    }

    /// Of translations, without what ends them.
    public Tokenizer target() {
        return target;
    }

    /// A text as the model reads it: its ids, then [#end].
    public int[] encodeSource(String text) {
        int[] ids = source.encode(text);
        int[] ended = Arrays.copyOf(ids, ids.length + 1);
        ended[ids.length] = end;
        return ended;
    }

    /// Id of what ends a text.
    public int end() {
        return end;
    }

    /// Id of the padding, with which translations begin.
    public int padding() {
        return padding;
    }
}
