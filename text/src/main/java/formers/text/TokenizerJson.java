package formers.text;

import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
        written.set(
                "vocab",
                vocabulary(
                        IntStream.range(0, model.size()).mapToObj(model::token).toList()));
        return root;
    }

    /// T5's (Raffel et al. 2020, arXiv:1910.10683, section 2.2.2), but that nothing is normalised: `▁` stands for a
    /// space, goes before the text and begins every word. Line ends, which T5 does not know, are
    /// words of their own.
    static ObjectNode t5(Unigram model, Set<String> special) {
        var root = root(model, special);
        root.putNull("normalizer");
        var words = root.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
        var lines = words.addObject().put("type", "Split");
        lines.putObject("pattern").put("Regex", "\\n+");
        lines.put("behavior", "Isolated").put("invert", false);
        words.add(metaspace("first"));
        root.putNull("post_processor");
        var decoder = root.putObject("decoder").put("type", "Sequence");
        decoder.putArray("decoders")
                .add(JSON.objectNode().put("type", "ByteFallback"))
                .add(metaspace("first"));
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

    /// @param prepend `first` or `never`: whether a space goes before a text
    static ObjectNode metaspace(String prepend) {
        return JSON.objectNode()
                .put("type", "Metaspace")
                .put("replacement", SPACE)
                .put("prepend_scheme", prepend)
                .put("split", true);
    }

    /// Ids by name.
    ///
    /// @throws InputException if two tokens have one name
    static ObjectNode vocabulary(List<String> names) {
        var vocabulary = JSON.objectNode();
        for (int id = 0; id < names.size(); id++) {
            var other = vocabulary.get(names.get(id));
            if (other != null) {
                throw new InputException("tokens %s and %d are both named '%s'".formatted(other, id, names.get(id)));
            }
            vocabulary.put(names.get(id), id);
        }
        return vocabulary;
    }

    /// What goes before and after a text that a model reads.
    static ObjectNode template(List<Integer> first, List<Integer> last, IntFunction<String> name) {
        var template = JSON.objectNode().put("type", "TemplateProcessing");
        var single = template.putArray("single");
        first.forEach(id -> single.add(templatePiece("SpecialToken", name.apply(id), 0)));
        single.add(templatePiece("Sequence", "A", 0));
        last.forEach(id -> single.add(templatePiece("SpecialToken", name.apply(id), 0)));
        var pair = template.putArray("pair").addAll(single);
        first.forEach(id -> pair.add(templatePiece("SpecialToken", name.apply(id), 1)));
        pair.add(templatePiece("Sequence", "B", 1));
        last.forEach(id -> pair.add(templatePiece("SpecialToken", name.apply(id), 1)));
        var tokens = template.putObject("special_tokens");
        Stream.concat(first.stream(), last.stream()).distinct().forEach(id -> {
            var token = tokens.putObject(name.apply(id)).put("id", name.apply(id));
            token.putArray("ids").add(id);
            token.putArray("tokens").add(name.apply(id));
        });
        return template;
    }

    private static ObjectNode templatePiece(String kind, String id, int type) {
        var piece = JSON.objectNode();
        piece.putObject(kind).put("id", id).put("type_id", type);
        return piece;
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
