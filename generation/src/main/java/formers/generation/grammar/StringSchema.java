package formers.generation.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Strings of a schema. One condition alone is written as it is; several need an automaton.
final class StringSchema {

    static final Automaton ANYTHING = Automaton.of(Expression.any(Expression.chars(CodePoints.ALL)));

    private final Keywords keywords;
    private final int min;
    private final int max;

    StringSchema(Keywords keywords) {
        this.keywords = keywords;
        this.min = keywords.count("minLength", 0);
        this.max = keywords.count("maxLength", Expression.UNBOUNDED);
    }

    Expression expression() {
        if (min > max) {
            return Expression.NOTHING;
        }
        var forms = forms(Regex.Reading.EVERYONE);
        boolean anyLength = min == 0 && max == Expression.UNBOUNDED;
        if (forms.isEmpty()) {
            return anyLength ? JsonText.STRING : JsonString.any(min, max);
        }
        if (forms.size() == 1 && anyLength) {
            return JsonString.of(forms.getFirst());
        }
        return JsonString.quoted(automaton(Regex.Reading.EVERYONE).rules("string", JsonString::character));
    }

    private List<Expression> forms(Regex.Reading reading) {
        var forms = new ArrayList<Expression>();
        if (keywords.has("pattern")) {
            patterns(keywords.get("pattern"))
                    .map(place -> pattern(place, reading))
                    .forEach(forms::add);
        }
        if (keywords.has("format")) {
            forms.add(Formats.of(keywords.get("format")));
        }
        return forms;
    }

    /// Schemas that were merged may have several.
    private static Stream<Place> patterns(Place place) {
        return place.node().isArray() ? place.items().stream() : Stream.of(place);
    }

    private static Expression pattern(Place place, Regex.Reading reading) {
        try {
            return Regex.somewhere(place.string(), reading);
        } catch (GrammarException e) {
            throw place.wrong(e.getMessage());
        }
    }

    private Automaton automaton(Regex.Reading reading) {
        var all = forms(reading).stream().map(Automaton::of).reduce(ANYTHING, Automaton::and);
        return min == 0 && max == Expression.UNBOUNDED ? all : all.ofLength(min, max);
    }

    /// Whether no string is of both.
    static boolean apart(Keywords one, Keywords other) {
        var a = new StringSchema(one);
        var b = new StringSchema(other);
        if (a.max < b.min || b.max < a.min) {
            return true;
        }
        // A format may have strings that are not written here, so it proves nothing.
        return one.has("pattern")
                && other.has("pattern")
                && new StringSchema(one.without("format"))
                        .automaton(Regex.Reading.ANYONE)
                        .and(new StringSchema(other.without("format")).automaton(Regex.Reading.ANYONE))
                        .isEmpty();
    }
}
