package formers.text;

import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `tokenizer.json` trees around models that were trained or came from other kinds of file.
final class TokenizerJson {

    /// What stands for a space in vocabularies over characters.
    static final String SPACE = "▁";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private TokenizerJson() {}

    /// BERT's (Devlin et al. 2018).
    ///
    /// @param lowercase whether letters lose their case, and with it their accents
    /// @param special   names of special tokens, those the vocabulary lacks are left out
    static ObjectNode bert(WordPiece model, boolean lowercase, Set<String> special) {
        var root = root(model, special);
        root.putObject("normalizer")
                .put("type", "BertNormalizer")
                .put("clean_text", true)
                .put("handle_chinese_chars", true)
                .putNull("strip_accents")
                .put("lowercase", lowercase);
        root.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
        root.putNull("post_processor");
        root.putObject("decoder")
                .put("type", "WordPiece")
                .put("prefix", model.prefix())
                .put("cleanup", true);
        var written = root.putObject("model")
                .put("type", "WordPiece")
                .put("unk_token", model.unknown())
                .put("continuing_subword_prefix", model.prefix())
                .put("max_input_chars_per_word", model.longest());
        var vocabulary = written.putObject("vocab");
        for (int id = 0; id < model.size(); id++) {
            vocabulary.put(model.token(id), id);
        }
        return root;
    }

    /// T5's (Raffel et al. 2020, arXiv:1910.10683, section 2.2.2), but that nothing is normalised: `▁` stands for a
    /// space, goes before the text and begins every word.
    static ObjectNode t5(Unigram model, Set<String> special) {
        var root = root(model, special);
        root.putNull("normalizer");
        root.set("pre_tokenizer", metaspace());
        root.putNull("post_processor");
        var decoder = root.putObject("decoder").put("type", "Sequence");
        decoder.putArray("decoders")
                .add(JSON.objectNode().put("type", "ByteFallback"))
                .add(metaspace());
        root.set("model", unigram(model));
        return root;
    }

    static ObjectNode unigram(Unigram model) {
        var written = JSON.objectNode().put("type", "Unigram");
        if (model.unknownId() < 0) {
            written.putNull("unk_id");
        } else {
            written.put("unk_id", model.unknownId());
        }
        written.put("byte_fallback", model.byteFallback());
        var vocabulary = written.putArray("vocab");
        for (int id = 0; id < model.size(); id++) {
            vocabulary.addArray().add(model.token(id)).add(model.score(id));
        }
        return written;
    }

    static ObjectNode metaspace() {
        return JSON.objectNode()
                .put("type", "Metaspace")
                .put("replacement", SPACE)
                .put("prepend_scheme", "always")
                .put("split", true);
    }

    /// The head of a file, with the special tokens.
    static ObjectNode root(SubwordModel model, Set<String> special) {
        var root = JSON.objectNode().put("version", "1.0").putNull("truncation").putNull("padding");
        var added = root.putArray("added_tokens");
        for (int id = 0; id < model.size(); id++) {
            if (special.contains(model.token(id))) {
                added.add(added(id, model.token(id), true));
            }
        }
        return root;
    }

    /// A token that is found in a text before anything else.
    static ObjectNode added(int id, String name, boolean special) {
        return JSON.objectNode()
                .put("id", id)
                .put("content", name)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", special);
    }
}
