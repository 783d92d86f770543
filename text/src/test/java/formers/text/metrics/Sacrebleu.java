package formers.text.metrics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What sacreBLEU 2.6.0 made of random lines with random options: `sacrebleu.json`. The lines are of words,
/// of signs of ASCII, and of characters that tokenizers take for different things.
///
/// @param tokens of the first hypothesis, without white space at its end, by name of the tokenizer
/// @param bleu   `options` as sacreBLEU names them, and what it found with them
/// @param chrf   likewise
record Sacrebleu(List<String> hypotheses, References references, JsonNode tokens, JsonNode bleu, JsonNode chrf) {

    static Stream<Sacrebleu> cases() throws IOException {
        try (var in = Sacrebleu.class.getResourceAsStream("sacrebleu.json")) {
            return stream(new JsonMapper().readTree(in))
                    .map(it -> new Sacrebleu(
                            strings(it.get("hyps")),
                            references(stream(it.get("refs"))
                                    .map(Sacrebleu::strings)
                                    .toList()),
                            it.get("tokens"),
                            it.get("bleu"),
                            it.get("chrf")))
                    .toList()
                    .stream();
        }
    }

    static References references(List<List<String>> sets) {
        var byLine = new ArrayList<List<String>>();
        for (int i = 0; i < sets.getFirst().size(); i++) {
            int line = i;
            byLine.add(sets.stream().map(it -> it.get(line)).toList());
        }
        return new References(byLine);
    }

    Bleu configuredBleu() {
        var options = bleu.get("options");
        double value = options.get("smooth_value").asDouble(0);
        return new Bleu(
                BleuTokenizer.named(options.get("tokenize").asString()),
                options.get("lowercase").asBoolean(),
                switch (options.get("smooth_method").asString()) {
                    case "floor" -> new Smoothing.Floor(value);
                    case "add-k" -> new Smoothing.AddK(value);
                    case String name -> Smoothing.named(name);
                },
                options.get("max_ngram_order").asInt(),
                options.get("effective_order").asBoolean());
    }

    ChrF configuredChrF() {
        var options = chrf.get("options");
        return new ChrF(
                options.get("char_order").asInt(),
                options.get("word_order").asInt(),
                options.get("beta").asInt(),
                options.get("lowercase").asBoolean());
    }

    static List<String> strings(JsonNode array) {
        return stream(array).map(JsonNode::asString).toList();
    }

    static List<Double> numbers(JsonNode array) {
        return stream(array).map(JsonNode::asDouble).toList();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
