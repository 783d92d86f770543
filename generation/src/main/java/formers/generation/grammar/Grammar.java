package formers.generation.grammar;

import java.nio.charset.StandardCharsets;

/// Which texts are wanted. Immutable and thread-safe.
public final class Grammar {

    private final Recogniser recogniser;

    private Grammar(Rule root) {
        this.recogniser = new Recogniser(Compiler.compile(root));
    }

    static Grammar of(Rule root) {
        return new Grammar(root);
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
