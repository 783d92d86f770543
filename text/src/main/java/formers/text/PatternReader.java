package formers.text;

/// Patterns of a `tokenizer.json`: `{"String": …}` or `{"Regex": …}`.
final class PatternReader {

    private PatternReader() {}

    static TextPattern read(JsonPlace place) {
        var literal = place.object().get("String");
        if (!literal.absent()) {
            return TextPattern.of(literal.string());
        }
        var regex = place.get("Regex");
        var known = KnownPattern.of(regex.string());
        if (known.isPresent()) {
            return known.get();
        }
        try {
            return new OnigurumaPattern(regex.string());
        } catch (InputException e) {
            throw regex.wrong("a regular expression that is supported (" + e.getMessage() + ")");
        }
    }
}
