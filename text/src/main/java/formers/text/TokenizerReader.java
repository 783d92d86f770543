package formers.text;

import formers.text.Encoding.Token;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads tokenizers. A file that asks for something this package does not do is refused: the tokens
/// would be others than the model was trained on.
final class TokenizerReader {

    private TokenizerReader() {}

    static Tokenizer read(Path file) throws IOException {
        return read(JsonPlace.read(file));
    }

    static Tokenizer read(JsonPlace root) {
        return InputException.naming(root.file(), () -> {
            var vocabulary = ModelReader.vocabulary(root.object());
            var characters = characters(root, vocabulary);
            return characters != null ? characters : pipeline(root, vocabulary);
        });
    }

    private static Tokenizer pipeline(JsonPlace root, Vocabulary vocabulary) {
        var model = ModelReader.read(root, vocabulary);
        var added = new ArrayList<AddedTokens.Added>();
        if (!root.get("added_tokens").absent()) {
            for (var token : root.get("added_tokens").elements()) {
                added.add(AddedTokens.Added.read(token, token.get("id").integer(0, vocabulary.size() - 1)));
            }
        }
        var around = PostProcessorReader.read(root.get("post_processor"));
        checkIds(root.get("post_processor"), around, vocabulary);
        var decoder = root.get("decoder");
        return new PipelineTokenizer(new PipelineTokenizer.Parts(
                vocabulary.names(),
                vocabulary.special().keySet(),
                added,
                NormalizerReader.read(root.get("normalizer")),
                PreTokenizerReader.read(root.get("pre_tokenizer")),
                model.model() instanceof Unigram unigram
                        ? unigram.hiding(vocabulary.special().keySet())
                        : model.model(),
                model.fast(),
                around,
                DecoderReader.read(decoder),
                decoder.is("ByteLevel"),
                decoder.node().findValuesAsString("type").contains("ByteFallback"),
                Limits.read(root.get("truncation"), root.get("padding")),
                () -> (ObjectNode) root.node()));
    }

    private static void checkIds(JsonPlace place, PostProcessor around, Vocabulary vocabulary) {
        for (var texts : List.of(List.of(List.<Token>of()), List.of(List.<Token>of(), List.<Token>of()))) {
            for (var token :
                    around.apply(texts, true).stream().flatMap(List::stream).toList()) {
                if (token.id() >= vocabulary.size()) {
                    throw place.wrong(
                            "ids of the %d tokens".formatted(vocabulary.size()),
                            "%d for '%s'".formatted(token.id(), token.name()));
                }
            }
        }
    }

    /// A vocabulary of single characters, every one a word, has a tokenizer of its own; null if it is none.
    private static Tokenizer characters(JsonPlace root, Vocabulary vocabulary) {
        if (!root.get("model").is("WordLevel")
                || !root.get("normalizer").absent()
                || !root.get("post_processor").absent()
                || !root.get("pre_tokenizer").node().equals(TokenizerWriter.singleCharacters())
                || !root.get("added_tokens").absent()
                        && !root.get("added_tokens").elements().isEmpty()) {
            return null;
        }
        var characters = new int[vocabulary.size()];
        for (int id = 0; id < characters.length; id++) {
            var name = vocabulary.name(id);
            if (name.isEmpty() || name.codePointCount(0, name.length()) != 1) {
                return null;
            }
            characters[id] = name.codePointAt(0);
        }
        return new CharacterTokenizer(characters);
    }

    /// GPT-2's first form of file: ids by name, and merges by line after a line with the version.
    static Tokenizer readGpt2(Path vocabularyFile, Path mergesFile) throws IOException {
        var ids = JsonPlace.read(vocabularyFile);
        var end = ids.get(BytePairTokenizer.END_OF_TEXT);
        var special = new HashMap<Integer, String>();
        if (!end.absent()) {
            special.put(end.integer(0, Integer.MAX_VALUE), BytePairTokenizer.END_OF_TEXT);
        }
        var vocabulary = Vocabulary.read(ids);
        if (!Files.isRegularFile(mergesFile)) {
            throw new InputException("there is no %s beside %s".formatted(mergesFile, vocabularyFile));
        }
        var merges = new ArrayList<Merge>();
        var lines = Files.readAllLines(mergesFile);
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (!line.startsWith("#version") && !line.isEmpty()) {
                var place = new JsonPlace(mergesFile, "line " + (i + 1), JsonNodeFactory.instance.stringNode(line));
                merges.add(ModelReader.merge(vocabulary, place, ""));
            }
        }
        return InputException.naming(vocabularyFile, () -> {
            var pairs = byteLevel(ids, vocabulary, merges, special);
            return read(new JsonPlace(vocabularyFile, "$", TokenizerWriter.json(pairs)));
        });
    }

    private static Tokenizer byteLevel(
            JsonPlace vocab, Vocabulary vocabulary, List<Merge> merges, Map<Integer, String> special) {
        var tokens = new ArrayList<byte[]>(vocabulary.size());
        for (int id = 0; id < vocabulary.size(); id++) {
            byte[] bytes = special.containsKey(id) ? new byte[0] : ByteAlphabet.decode(vocabulary.name(id));
            if (bytes == null) {
                throw vocab.wrong("tokens in GPT-2's byte alphabet", "'" + vocabulary.name(id) + "'");
            }
            tokens.add(bytes);
        }
        return new BytePairTokenizer(tokens, merges, special);
    }
}
