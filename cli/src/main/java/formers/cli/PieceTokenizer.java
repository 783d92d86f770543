package formers.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A `tokenizer.json` as those that were made of SentencePiece's: spaces as `▁`, bytes for what has no piece. What the
/// rehearsal reads beside its own byte pairs, for many published models have such a one.
final class PieceTokenizer {

    private static final String JSON = """
            {
              "version": "1.0",
              "truncation": null,
              "padding": null,
              "added_tokens": [%s, %s, %s],
              "normalizer": {"type": "Sequence", "normalizers": [
                {"type": "Prepend", "prepend": "▁"},
                {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]},
              "pre_tokenizer": null,
              "post_processor": {"type": "TemplateProcessing",
                "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
                "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
                "special_tokens": {"<s>": {"id": "<s>", "ids": [1], "tokens": ["<s>"]}}},
              "decoder": {"type": "Sequence", "decoders": [
                {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
                {"type": "ByteFallback"},
                {"type": "Fuse"},
                {"type": "Strip", "content": " ", "start": 1, "stop": 0}]},
              "model": {"type": "BPE", "dropout": null, "unk_token": "<unk>", "continuing_subword_prefix": null,
                "end_of_word_suffix": null, "fuse_unk": true, "byte_fallback": true, "ignore_merges": false,
                "vocab": {"<unk>": 0, "<s>": 1, "</s>": 2, %s, "▁": 259, "a": 260, "▁a": 261},
                "merges": ["▁ a"]}
            }
            """;

    private PieceTokenizer() {}

    static void write(Path file) throws IOException {
        var bytes = IntStream.range(0, 256)
                .mapToObj(value -> "\"<0x%02X>\": %d".formatted(value, value + 3))
                .collect(Collectors.joining(", "));
        Files.writeString(file, JSON.formatted(special(0, "<unk>"), special(1, "<s>"), special(2, "</s>"), bytes));
    }

    private static String special(int id, String content) {
        return """
                {"id": %d, "content": "%s", "single_word": false, "lstrip": false, "rstrip": false,
                 "normalized": false, "special": true}""".formatted(id, content);
    }
}
