package formers.cli;

import formers.generation.grammar.Grammar;
import formers.text.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The form that a text must have.
final class FormMixin {

    @Option(names = "--json", description = "write a JSON object")
    private boolean json;

    @Option(names = "--json-schema", paramLabel = "FILE", description = "write JSON that is valid to this schema")
    private Path schema;

    @Option(names = "--regex", paramLabel = "PATTERN", description = "write what matches this regular expression")
    private String regex;

    @Option(names = "--grammar", paramLabel = "FILE", description = "write a text of this grammar (llama.cpp's GBNF)")
    private Path grammar;

    /// @throws formers.generation.grammar.GrammarException if it is wrong or cannot be held to
    Optional<Grammar> grammar() throws IOException {
        long given = Stream.of(json ? "" : null, schema, regex, grammar)
                .filter(it -> it != null)
                .count();
        if (given > 1) {
            throw new Failure("--json, --json-schema, --regex and --grammar all say what to write; give one of them");
        }
        if (json) {
            return Optional.of(Grammar.json());
        }
        if (regex != null) {
            return Optional.of(Grammar.regex(regex));
        }
        if (grammar != null) {
            return Optional.of(Grammar.gbnf(Files.readString(grammar)));
        }
        if (schema == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Grammar.jsonSchema(JsonMapper.shared().readTree(Files.readString(schema))));
        } catch (JacksonException e) {
            throw new InputException(schema + ": not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
