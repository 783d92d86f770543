package formers.papers;

/// Sentences of `shortest` to `longest` words.
record LengthRange(int shortest, int longest) {

    double middle() {
        return (shortest + longest) / 2.0;
    }

    @Override
    public String toString() {
        return shortest + "–" + longest;
    }
}
