package formers.generation.grammar;

/// What a grammar may cost. Grammars come from strangers, so each of these is checked while it grows.
final class Limits {

    /// Characters of a regular expression or a grammar, and of names and values in a schema.
    static final int SOURCE = 1 << 20;

    /// Brackets within brackets in what a user wrote.
    static final int NESTING = 200;

    /// Largest number in `{m,n}`, `minLength`, `maxItems` and the like.
    static final int COUNT = 1_000_000;

    /// Instructions of a compiled grammar.
    static final int INSTRUCTIONS = 1_000_000;

    /// States of one deterministic automaton, for what has to be intersected.
    static final int AUTOMATON_STATES = 10_000;

    /// Edges between them.
    static final int AUTOMATON_EDGES = 200_000;

    /// Comparisons of characters with sets while such an automaton is made.
    static final long AUTOMATON_WORK = 50_000_000;

    /// Positions that a text can be read to have come to, all at once.
    static final int READINGS = 1_000;

    /// Readings in the states of a grammar that are remembered, with where their bytes led.
    static final int REMEMBERED = 500_000;

    private Limits() {}

    static int count(long value, String what) {
        if (value > COUNT) {
            throw new GrammarException("%s is %d; at most %d is supported".formatted(what, value, COUNT));
        }
        return (int) value;
    }
}
