package formers.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Reads tokenizers. A file that asks for something this package does not do is refused: the tokens
/// would be others than the model was trained on.
final class TokenizerReader {

    private TokenizerReader() {}

    static Tokenizer read(Path file) throws IOException {
        return read(JsonPlace.read(file));
    }

    static Tokenizer read(JsonPlace root) {
        var file = root.file();
        var model = root.get("model").object();
        var vocabulary = Vocabulary.read(model.get("vocab"), root.get("added_tokens"));
        return switch (model.get("type").string()) {
            case "BPE" -> InputException.naming(file, () -> bytePairs(root, model, vocabulary));
            case "WordLevel" -> characters(root, model, vocabulary);
            default -> throw model.get("type").wrong("BPE or WordLevel");
        };
    }

    /// GPT-2's first form of file: ids by name, and merges by line after a line with the version.
    static Tokenizer readGpt2(Path vocabularyFile, Path mergesFile) throws IOException {
        var ids = JsonPlace.read(vocabularyFile);
        var end = ids.get(BytePairTokenizer.END_OF_TEXT);
        var added = JsonNodeFactory.instance.arrayNode();
        if (!end.absent()) {
            added.addObject()
                    .put("content", BytePairTokenizer.END_OF_TEXT)
                    .put("id", end.integer(0, Integer.MAX_VALUE))
                    .put("special", true);
        }
        var vocabulary = Vocabulary.read(ids, new JsonPlace(vocabularyFile, "$", added));
        if (!Files.isRegularFile(mergesFile)) {
            throw new InputException("there is no %s beside %s".formatted(mergesFile, vocabularyFile));
        }
        var merges = new ArrayList<Merge>();
        var lines = Files.readAllLines(mergesFile);
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (!line.startsWith("#version") && !line.isEmpty()) {
                merges.add(merge(vocabulary, new JsonPlace(mergesFile, "line " + (i + 1), ids.node()), line));
            }
        }
        return InputException.naming(vocabularyFile, () -> byteLevel(ids, vocabulary, merges));
    }

    private static Tokenizer bytePairs(JsonPlace root, JsonPlace model, Vocabulary vocabulary) {
        var no = BooleanNode.FALSE;
        model.get("ignore_merges").absentOr(no);
        model.get("dropout").absentOr(JsonNodeFactory.instance.numberNode(0.0));
        for (var affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
            model.get(affix).absentOr(JsonNodeFactory.instance.stringNode(""));
        }
        var merges = new ArrayList<Merge>();
        for (var merge : model.get("merges").elements()) {
            merges.add(merge(vocabulary, merge));
        }
        if (model.get("byte_fallback").node().asBoolean(false)) {
            return new LlamaTokenizer(vocabulary, merges, layout(root, model, vocabulary));
        }
        root.get("normalizer").absentOr(null);
        var cut = root.get("pre_tokenizer");
        if (!cut.is("ByteLevel")) {
            throw cut.wrong("ByteLevel");
        }
        cut.get("add_prefix_space").absentOr(no);
        cut.get("use_regex").absentOr(BooleanNode.TRUE);
        var after = root.get("post_processor");
        if (!after.absent() && !after.is("ByteLevel")) {
            throw after.wrong("nothing or ByteLevel");
        }
        return byteLevel(model.get("vocab"), vocabulary, merges);
    }

    /// Older files have merges as "a b", newer ones as ["a", "b"].
    private static Merge merge(Vocabulary vocabulary, JsonPlace place) {
        if (place.node().isString()) {
            return merge(vocabulary, place, place.string());
        }
        var pair = place.elements();
        if (pair.size() != 2) {
            throw place.wrong("two tokens");
        }
        return vocabulary.merge(place, pair.get(0).string(), pair.get(1).string());
    }

    private static Merge merge(Vocabulary vocabulary, JsonPlace place, String line) {
        var pair = line.split(" ", -1);
        if (pair.length != 2) {
            throw place.wrong("two tokens with a space between", "'" + line + "'");
        }
        return vocabulary.merge(place, pair[0], pair[1]);
    }

    private static Tokenizer byteLevel(JsonPlace vocab, Vocabulary vocabulary, List<Merge> merges) {
        var tokens = new ArrayList<byte[]>(vocabulary.size());
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.special().containsKey(id)) {
                tokens.add(new byte[0]);
                continue;
            }
            byte[] bytes = ByteAlphabet.decode(vocabulary.name(id));
            if (bytes == null) {
                throw vocab.wrong("tokens in GPT-2's byte alphabet", "'" + vocabulary.name(id) + "'");
            }
            tokens.add(bytes);
        }
        return new BytePairTokenizer(tokens, merges, Map.copyOf(vocabulary.special()));
    }

    private static LlamaTokenizer.Layout layout(JsonPlace root, JsonPlace model, Vocabulary vocabulary) {
        root.get("pre_tokenizer").absentOr(null);
        var normalizer = root.get("normalizer");
        boolean spaceFirst = normalizer.node().equals(TokenizerWriter.spaces(true));
        if (!spaceFirst && !normalizer.node().equals(TokenizerWriter.spaces(false))) {
            throw normalizer.wrong(TokenizerWriter.spaces(true) + " with or without Prepend");
        }
        var decoder = root.get("decoder");
        boolean dropsSpace = decoder.node().equals(TokenizerWriter.fallbackDecoder(true));
        if (!dropsSpace && !decoder.node().equals(TokenizerWriter.fallbackDecoder(false))) {
            throw decoder.wrong(TokenizerWriter.fallbackDecoder(true) + " with or without Strip");
        }
        var unknown = model.get("unk_token");
        return new LlamaTokenizer.Layout(
                spaceFirst,
                dropsSpace,
                firstTokens(root.get("post_processor"), vocabulary),
                unknown.absent() ? null : unknown.string());
    }

    /// The tokens that a template puts before a text.
    private static List<Integer> firstTokens(JsonPlace template, Vocabulary vocabulary) {
        var first = new ArrayList<Integer>();
        if (template.absent()) {
            return first;
        }
        if (!template.is("TemplateProcessing")) {
            throw template.wrong("nothing or TemplateProcessing");
        }
        boolean sequence = false;
        for (var piece : template.get("single").elements()) {
            if (!piece.get("Sequence").absent()) {
                sequence = true;
                continue;
            }
            if (sequence) {
                throw piece.wrong("nothing after the text");
            }
            var name = piece.get("SpecialToken").object().get("id");
            first.add(vocabulary.id(name.string()).orElseThrow(() -> name.wrong("a token of the vocabulary")));
        }
        return first;
    }

    private static Tokenizer characters(JsonPlace root, JsonPlace model, Vocabulary vocabulary) {
        root.get("normalizer").absentOr(null);
        var cut = root.get("pre_tokenizer");
        if (!cut.node().equals(TokenizerWriter.singleCharacters())) {
            throw cut.wrong("single characters (" + TokenizerWriter.singleCharacters() + ")");
        }
        var characters = new int[vocabulary.size()];
        for (int id = 0; id < characters.length; id++) {
            var name = vocabulary.name(id);
            if (name.codePointCount(0, name.length()) != 1) {
                throw model.get("vocab").wrong("single characters", "'" + name + "'");
            }
            characters[id] = name.codePointAt(0);
        }
        return new CharacterTokenizer(characters);
    }
}
