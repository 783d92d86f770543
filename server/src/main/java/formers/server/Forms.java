package formers.server;

import formers.generation.grammar.Grammar;
import formers.generation.grammar.GrammarException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The form that a request wants its answer to have: OpenAI's `response_format`, which here knows regular
/// expressions and grammars too, or llama.cpp's `grammar` and `json_schema`. Grammars used last are kept,
/// since making one costs more than using it.
final class Forms {

    private static final int KEPT = 64;

    private record Key(String kind, String source) {}

    private final Map<Key, Grammar> grammars = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Grammar> eldest) {
            return size() > KEPT;
        }
    };

    /// @throws ApiException if there is more than one, or it cannot be held to
    Optional<Grammar> of(Fields request) {
        var found = request.object("response_format").flatMap(this::responseFormat);
        var gbnf = request.text("grammar").map(source -> kept("grammar", "gbnf", source, () -> Grammar.gbnf(source)));
        var schema = request.node("json_schema")
                .map(node -> kept("json_schema", "schema", node.toString(), () -> Grammar.jsonSchema(node)));
        if (found.stream().count() + gbnf.stream().count() + schema.stream().count() > 1) {
            throw ApiException.invalid(
                    null, "response_format, grammar and json_schema say the same thing; give one of them");
        }
        return found.or(() -> gbnf).or(() -> schema);
    }

    private Optional<Grammar> responseFormat(Fields format) {
        var type = format.requiredText("type");
        Optional<Grammar> grammar = switch (type) {
            case "text" -> Optional.empty();
            case "json_object" -> Optional.of(kept(format.name("type"), "json", "", Grammar::json));
            case "json_schema" -> Optional.of(schema(format));
            case "regex" -> {
                var pattern = format.requiredText("regex");
                yield Optional.of(kept(format.name("regex"), "regex", pattern, () -> Grammar.regex(pattern)));
            }
            case "grammar" -> {
                var source = format.requiredText("grammar");
                yield Optional.of(kept(format.name("grammar"), "gbnf", source, () -> Grammar.gbnf(source)));
            }
            default -> throw format.wrong("type", "text, json_object, json_schema, regex or grammar");
        };
        format.end();
        return grammar;
    }

    private Grammar schema(Fields format) {
        var described = format.object("json_schema")
                .orElseThrow(() ->
                        ApiException.invalid(format.name("json_schema"), format.name("json_schema") + " is missing"));
        var schema = described
                .node("schema")
                .orElseThrow(
                        () -> ApiException.invalid(described.name("schema"), described.name("schema") + " is missing"));
        described.ignore("name", "description", "strict"); // always strict
        described.end();
        return kept(described.name("schema"), "schema", schema.toString(), () -> Grammar.jsonSchema(schema));
    }

    private Grammar kept(String parameter, String kind, String source, Supplier<Grammar> make) {
        var key = new Key(kind, source);
        synchronized (grammars) {
            var known = grammars.get(key);
            if (known != null) {
                return known;
            }
        }
        Grammar grammar;
        try {
            grammar = make.get();
        } catch (GrammarException e) {
            throw ApiException.invalid(parameter, e.getMessage());
        }
        synchronized (grammars) {
            grammars.put(key, grammar);
        }
        return grammar;
    }
}
