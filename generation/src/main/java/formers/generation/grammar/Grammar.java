package formers.generation.grammar;

import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/// Which texts are wanted. Immutable and thread-safe.
public final class Grammar {

    private final Rule rule;
    private final Recogniser recogniser;

    private Grammar(Rule root) {
        this.rule = root;
        this.recogniser = new Recogniser(Compiler.compile(root));
    }

    static Grammar of(Rule root) {
        return new Grammar(root);
    }

    Rule rule() {
        return rule;
    }

    /// Texts that match a regular expression as a whole, in the syntax that Java and ECMAScript share:
    /// classes, groups, alternatives, quantifiers, `\p{L}` and `\p{Script=Greek}`, `^` and `$` at the ends.
    ///
    /// @throws GrammarException if the expression is wrong, or uses what cannot be held to: look-around,
    ///                          back-references, word boundaries, possessive quantifiers, flags
    public static Grammar regex(String pattern) {
        return of(new Rule("the regular expression", Regex.whole(pattern)));
    }

    /// Texts of a grammar in llama.cpp's syntax, from its rule `root`.
    ///
    /// @throws GrammarException if the grammar is wrong, has a rule that begins with itself, or names tokens
    public static Grammar gbnf(String grammar) {
        return of(Gbnf.read(grammar));
    }

    /// Any JSON object, nested at most 32 deep, with a bounded amount of white space between its signs and
    /// at most 15 digits on either side of a decimal point.
    public static Grammar json() {
        return of(new Rule("JSON", JsonText.object()));
    }

    /// JSON values of a schema (draft 2020-12). Properties come in the schema's order; white space is
    /// bounded as in [#json]. The texts are valid, but not all valid ones are there: properties that a
    /// schema does not name come only where it has `additionalProperties` or names none, and numbers with
    /// bounds have no exponents.
    ///
    /// @throws GrammarException if the schema is wrong or uses what cannot be held to; it tells the JSON
    ///                          pointer
    public static Grammar jsonSchema(JsonNode schema) {
        return of(JsonSchema.read(schema));
    }

    /// The state of the empty text.
    public State start() {
        return recogniser.start();
    }

    /// Whether a whole text is of the grammar.
    public boolean matches(String text) {
        var state = start();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            state = state.accept(b);
            if (state == null) {
                return false;
            }
        }
        return state.canEnd();
    }
}
