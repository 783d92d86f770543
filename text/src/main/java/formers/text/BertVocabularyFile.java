package formers.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// BERT's `vocab.txt`: a token on each line, ids from 0.
final class BertVocabularyFile {

    private BertVocabularyFile() {}

    /// Letters lose their case unless a `tokenizer_config.json` beside the file says otherwise, as BERT's first files
    /// have it.
    ///
    /// @throws InputException if the file is no UTF-8, or lacks the unknown token, or has a token twice
    static ObjectNode read(Path file) throws IOException {
        var tokens = lines(file);
        if (!tokens.contains(WordPieceTrainer.UNKNOWN)) {
            throw new InputException("%s has %d tokens and no %s among them; it is no vocabulary of a BERT"
                    .formatted(file, tokens.size(), WordPieceTrainer.UNKNOWN));
        }
        var config = file.resolveSibling("tokenizer_config.json");
        boolean lowercase = !Files.exists(config)
                || JsonPlace.read(config).get("do_lower_case").node().asBoolean(true);
        return InputException.naming(file, () -> json(tokens, lowercase));
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(VocabularyFile.read(file)));
            var lines = new ArrayList<>(text.toString().lines().toList());
            while (!lines.isEmpty() && lines.getLast().isEmpty()) {
                lines.removeLast();
            }
            return lines;
        } catch (CharacterCodingException e) {
            throw new InputException(file + " is not UTF-8 text", e);
        }
    }

    static ObjectNode json(List<String> tokens, boolean lowercase) {
        var model = new WordPiece(tokens, WordPieceTrainer.UNKNOWN, WordPieceTrainer.PREFIX, WordPieceTrainer.LONGEST);
        var json = TokenizerJson.bert(model, lowercase, Set.copyOf(WordPieceTrainer.SPECIAL));
        var first = model.id("[CLS]");
        var last = model.id("[SEP]");
        if (first.isPresent() && last.isPresent()) {
            json.set(
                    "post_processor",
                    TokenizerJson.template(List.of(first.getAsInt()), List.of(last.getAsInt()), model::token));
        }
        return json;
    }
}
