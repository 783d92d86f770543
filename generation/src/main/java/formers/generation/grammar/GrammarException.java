package formers.generation.grammar;

/// A grammar that is wrong, or asks for what cannot be held to. The message is for whoever wrote the grammar.
public final class GrammarException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    GrammarException(String message) {
        super(message);
    }
}
