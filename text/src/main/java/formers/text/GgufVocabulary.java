package formers.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/// The vocabulary in the metadata of a GGUF file, by the names of its keys.
///
/// @param file                  for errors
/// @param model                 `tokenizer.ggml.model`: `llama`, `gpt2`, `bert` or `t5`
/// @param pre                   `tokenizer.ggml.pre`: how text is cut for `gpt2`; may be empty
/// @param tokens                `tokenizer.ggml.tokens`
/// @param scores                `tokenizer.ggml.scores`; may be empty
/// @param types                 `tokenizer.ggml.token_type`, as SentencePiece numbers them; empty if all are
///                              normal
/// @param merges                `tokenizer.ggml.merges`, two tokens with a space between
/// @param begin                 `tokenizer.ggml.bos_token_id`; -1 for none
/// @param unknown               `tokenizer.ggml.unknown_token_id`; -1 for none
/// @param spaceFirst            `tokenizer.ggml.add_space_prefix`, true where it is missing
/// @param oneSpaceOnly          `tokenizer.ggml.remove_extra_whitespaces`, false where it is missing
/// @param charsMap              `tokenizer.ggml.precompiled_charsmap`; empty where it is missing
record GgufVocabulary(
        Path file,
        String model,
        String pre,
        List<String> tokens,
        List<Float> scores,
        int[] types,
        List<String> merges,
        int begin,
        int unknown,
        boolean spaceFirst,
        boolean oneSpaceOnly,
        byte[] charsMap) {

    private static final SentencePieceModel.Type[] TYPES = SentencePieceModel.Type.values();
    private static final String PATTERNS =
            "default, gpt-2, llama-bpe, llama3, llama-v3, smaug-bpe, dbrx, qwen2, gpt-4o, llama4";

    /// Lists are kept as they are given, for they are long.
    GgufVocabulary {
        check(file, "scores", scores.size(), tokens.size());
        check(file, "types", types.length, tokens.size());
        if (begin < -1 || begin >= tokens.size() || unknown < -1 || unknown >= tokens.size()) {
            throw new InputException("%s: expected the first and the unknown token among %d, found %d and %d"
                    .formatted(file, tokens.size(), begin, unknown));
        }
        for (int type : types) {
            if (type < 1 || type > TYPES.length) {
                throw new InputException("%s: expected token types from 1 to 6, found %d".formatted(file, type));
            }
        }
    }

    private static void check(Path file, String what, int found, int tokens) {
        if (found != 0 && found != tokens) {
            throw new InputException(
                    "%s: expected none or %d %s, one for each token, found %d".formatted(file, tokens, what, found));
        }
    }

    /// @throws InputException if the model is unknown, or what it needs is missing
    Tokenizer tokenizer() {
        return model.equals("gpt2")
                ? InputException.naming(file, this::bytePairTokenizer)
                : TokenizerReader.read(new JsonPlace(file, "$", json()));
    }

    private Tokenizer bytePairTokenizer() {
        var special = special();
        var vocabulary = new Vocabulary(tokens, special);
        var made = merges(vocabulary.ids());
        return ByteLevelPipeline.of(
                vocabulary, made, pattern(), special, () -> ByteLevelJson.of(tokens, made, pattern(), special));
    }

    /// @throws InputException if the model is unknown, or what it needs is missing
    ObjectNode json() {
        return InputException.naming(file, this::convert);
    }

    private ObjectNode convert() {
        return switch (model) {
            case "llama" -> SentencePieceJson.of(pieces(SentencePieceModel.Kind.BYTE_PAIRS));
            case "t5" -> SentencePieceJson.of(pieces(SentencePieceModel.Kind.UNIGRAM));
            case "gpt2" -> ByteLevelJson.of(tokens, merges(new NameTable(tokens)), pattern(), special());
            case "bert" -> bert();
            default ->
                throw new InputException(
                        "%s: expected a vocabulary of llama, t5, gpt2 or bert, found '%s'".formatted(file, model));
        };
    }

    private SentencePieceModel.Type type(int id) {
        return types.length == 0 ? SentencePieceModel.Type.NORMAL : TYPES[types[id] - 1];
    }

    private SentencePieceModel pieces(SentencePieceModel.Kind kind) {
        if (scores.isEmpty()) {
            throw new InputException("%s: a vocabulary of %s needs tokenizer.ggml.scores".formatted(file, model));
        }
        var pieces = IntStream.range(0, tokens.size())
                .mapToObj(id -> new SentencePieceModel.Piece(tokens.get(id), scores.get(id), type(id)))
                .toList();
        boolean bytes = pieces.stream().anyMatch(piece -> piece.type() == SentencePieceModel.Type.BYTE);
        return new SentencePieceModel(kind, pieces, bytes, unknown, begin, charsMap, spaceFirst, oneSpaceOnly);
    }

    private KnownPattern pattern() {
        return switch (pre) {
            case "", "default", "gpt-2" -> KnownPattern.GPT2;
            case "llama-bpe", "llama3", "llama-v3", "smaug-bpe", "dbrx" -> KnownPattern.CL100K;
            case "qwen2" -> KnownPattern.QWEN2;
            case "gpt-4o", "llama4" -> KnownPattern.O200K;
            default ->
                throw new InputException(
                        "%s: expected tokenizer.ggml.pre to be one of %s, found '%s'".formatted(file, PATTERNS, pre));
        };
    }

    private List<Merge> merges(NameTable ids) {
        var lines = Utf8List.of(merges);
        var made = new ArrayList<Merge>(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            var merge = merge(lines.bytes, lines.start(i), lines.end(i), ids);
            if (merge.left() == NameTable.NONE || merge.right() == NameTable.NONE || merge.made() == NameTable.NONE) {
                throw new InputException("%s: expected merges of two tokens of the vocabulary, found '%s'"
                        .formatted(file, lines.get(i)));
            }
            made.add(merge);
        }
        return made;
    }

    private static Merge merge(byte[] line, int start, int end, NameTable ids) {
        int space = start;
        while (space < end && line[space] != ' ') {
            space++;
        }
        return space == end
                ? new Merge(NameTable.NONE, NameTable.NONE, NameTable.NONE)
                : new Merge(
                        ids.id(line, start, space),
                        ids.id(line, space + 1, end),
                        ids.idWithout(line, start, space, end));
    }

    private SortedMap<Integer, String> special() {
        var special = new TreeMap<Integer, String>();
        for (int id = 0; id < tokens.size(); id++) {
            if (type(id) == SentencePieceModel.Type.CONTROL) {
                special.put(id, tokens.get(id));
            }
        }
        return special;
    }

    /// GGUF marks tokens that begin a word, BERT those that do not.
    private ObjectNode bert() {
        var control = new BitSet();
        IntStream.range(0, tokens.size())
                .filter(id ->
                        type(id) != SentencePieceModel.Type.NORMAL || WordPieceTrainer.SPECIAL.contains(tokens.get(id)))
                .forEach(control::set);
        var names = IntStream.range(0, tokens.size())
                .mapToObj(id -> {
                    var token = tokens.get(id);
                    return control.get(id)
                            ? token
                            : token.startsWith(TokenizerJson.SPACE)
                                    ? token.substring(TokenizerJson.SPACE.length())
                                    : WordPieceTrainer.PREFIX + token;
                })
                .toList();
        return BertVocabularyFile.json(names, true);
    }
}
