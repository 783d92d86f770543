package formers.generation.grammar;

/// A named part of a grammar. Its definition comes after its name, so that rules can be about each other.
final class Rule {

    final String name;
    private Expression body;

    Rule(String name) {
        this.name = name;
    }

    Rule(String name, Expression body) {
        this.name = name;
        this.body = body;
    }

    void define(Expression definition) {
        body = definition;
    }

    Expression body() {
        return body;
    }

    @Override
    public String toString() {
        return name;
    }
}
