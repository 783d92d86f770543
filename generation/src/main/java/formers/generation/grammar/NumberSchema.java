package formers.generation.grammar;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.stream.Stream;

/// Numbers of a schema. Bounds are exact; numbers with bounds have no exponents.
final class NumberSchema {

    private static final int MOST_DIGITS = 64;
    private static final int LARGEST_DIVISOR = 1000;

    private static final Map<String, BigDecimal[]> FORMATS = Map.of(
            "int32", new BigDecimal[] {BigDecimal.valueOf(Integer.MIN_VALUE), BigDecimal.valueOf(Integer.MAX_VALUE)},
            "int64", new BigDecimal[] {BigDecimal.valueOf(Long.MIN_VALUE), BigDecimal.valueOf(Long.MAX_VALUE)},
            "float", new BigDecimal[0],
            "double", new BigDecimal[0]);

    /// A bound; numbers equal to it are out if `strict`.
    private record Bound(BigDecimal value, boolean strict) {

        /// The same for whole numbers.
        Bound rounded(RoundingMode inwards) {
            var step = BigDecimal.valueOf(inwards == RoundingMode.CEILING ? 1 : -1);
            var whole = value.setScale(0, inwards);
            return new Bound(strict && whole.compareTo(value) == 0 ? whole.add(step) : whole, false);
        }
    }

    private final Keywords keywords;
    private final boolean integer;

    NumberSchema(Keywords keywords, boolean integer) {
        this.keywords = keywords;
        this.integer = integer || keywords.has("multipleOf");
    }

    Expression expression() {
        var lower = lower();
        var upper = upper();
        if (lower == null && upper == null && !keywords.has("multipleOf")) {
            return integer ? JsonText.INTEGER : JsonText.NUMBER;
        }
        if (integer) {
            lower = lower == null ? null : lower.rounded(RoundingMode.CEILING);
            upper = upper == null ? null : upper.rounded(RoundingMode.FLOOR);
        }
        var range = new NumberRange(digits(lower, upper), integer ? 0 : fraction(lower, upper));
        var numbers = Automaton.of(range.all());
        if (lower != null) {
            numbers = numbers.and(Automaton.of(range.atLeast(lower.value, lower.strict)));
        }
        if (upper != null) {
            numbers = numbers.and(Automaton.of(range.atMost(upper.value, upper.strict)));
        }
        if (keywords.has("multipleOf")) {
            numbers = numbers.multipleOf(divisor(keywords.get("multipleOf")));
        }
        return numbers.rules("number", Expression::chars);
    }

    private static int digits(Bound lower, Bound upper) {
        return Stream.of(lower, upper)
                .filter(bound -> bound != null)
                .mapToInt(bound -> bound.value.toBigInteger().abs().toString().length() + 1)
                .reduce(JsonText.DIGITS, Math::max);
    }

    /// Digits behind the point: one more than the bounds have, and as many as a double can tell from them.
    private static int fraction(Bound lower, Bound upper) {
        int fraction = 1;
        for (var bound : new Bound[] {lower, upper}) {
            if (bound != null) {
                int whole = bound.value.precision() - bound.value.scale();
                fraction = Math.max(fraction, Math.max(bound.value.scale() + 1, JsonText.DIGITS - Math.max(1, whole)));
            }
        }
        return fraction;
    }

    private static int divisor(Place place) {
        var value = number(place);
        if (value.signum() <= 0) {
            throw place.wrong("expected a number above 0, found " + value);
        }
        if (value.stripTrailingZeros().scale() > 0 || value.compareTo(BigDecimal.valueOf(LARGEST_DIVISOR)) > 0) {
            throw place.unsupported("multiples of other than whole numbers up to %d, here of %s"
                    .formatted(LARGEST_DIVISOR, value.toPlainString()));
        }
        return value.intValueExact();
    }

    private static BigDecimal number(Place place) {
        if (!place.node().isNumber()) {
            throw place.wrong("expected a number, found " + place.node());
        }
        var value = place.node().decimalValue();
        if ((long) value.precision() - value.scale() > MOST_DIGITS || value.scale() > MOST_DIGITS) {
            throw place.unsupported("a bound of more than %d digits".formatted(MOST_DIGITS));
        }
        return value;
    }

    /// Null if there is none.
    private Bound lower() {
        return tightest("minimum", "exclusiveMinimum", 0);
    }

    private Bound upper() {
        return tightest("maximum", "exclusiveMaximum", 1);
    }

    /// @param side 0 for lower bounds, 1 for upper ones
    private Bound tightest(String inclusive, String exclusive, int side) {
        Bound tightest = null;
        for (var name : new String[] {inclusive, exclusive}) {
            if (keywords.has(name)) {
                tightest = tighter(tightest, new Bound(number(keywords.get(name)), name.equals(exclusive)), side);
            }
        }
        var format = format();
        return format.length == 0 ? tightest : tighter(tightest, new Bound(format[side], false), side);
    }

    private static Bound tighter(Bound one, Bound other, int side) {
        if (one == null) {
            return other;
        }
        int order = one.value.compareTo(other.value) * (side == 0 ? 1 : -1);
        return order > 0 || order == 0 && one.strict ? one : other;
    }

    private BigDecimal[] format() {
        var place = keywords.get("format");
        if (place == null) {
            return new BigDecimal[0];
        }
        var bounds = FORMATS.get(place.string());
        if (bounds == null) {
            throw place.unsupported("the format '%s' for numbers".formatted(place.string()));
        }
        return bounds;
    }

    /// Whether every number of one is below every number of the other.
    static boolean apart(Keywords one, Keywords other) {
        return below(new NumberSchema(one, false).upper(), new NumberSchema(other, false).lower())
                || below(new NumberSchema(other, false).upper(), new NumberSchema(one, false).lower());
    }

    private static boolean below(Bound upper, Bound lower) {
        if (upper == null || lower == null) {
            return false;
        }
        int order = upper.value.compareTo(lower.value);
        return order < 0 || order == 0 && (upper.strict || lower.strict);
    }
}
