package formers.generation.grammar;

import static formers.generation.grammar.Expression.any;
import static formers.generation.grammar.Expression.choice;
import static formers.generation.grammar.Expression.optional;
import static formers.generation.grammar.Expression.range;
import static formers.generation.grammar.Expression.repeat;
import static formers.generation.grammar.Expression.sequence;
import static formers.generation.grammar.Expression.text;

import java.math.BigDecimal;
import java.util.ArrayList;

/// Decimal numbers on one side of a bound, digit by digit, without exponents: as many digits before the
/// point as those of the bound and then the larger digits, or more of them; likewise behind the point.
///
/// @param digits   most digits before the point
/// @param fraction most digits behind it; 0 for whole numbers
record NumberRange(int digits, int fraction) {

    private static final Expression DIGIT = JsonText.DIGIT;

    /// Every number; a whole one has no minus before 0.
    Expression all() {
        return fraction == 0
                ? choice(text("0"), sequence(optional(text("-")), magnitude(1, digits)))
                : sequence(optional(text("-")), choice(text("0"), magnitude(1, digits)), anyFraction());
    }

    /// Numbers not below `bound`, and not equal to it if `strict`.
    Expression atLeast(BigDecimal bound, boolean strict) {
        return bound.signum() >= 0
                ? magnitudeAtLeast(bound, strict)
                : choice(magnitudeAtLeast(BigDecimal.ZERO, false), negative(magnitudeAtMost(bound.negate(), strict)));
    }

    /// Numbers not above `bound`, and not equal to it if `strict`.
    Expression atMost(BigDecimal bound, boolean strict) {
        if (bound.signum() < 0 || bound.signum() == 0 && strict) {
            return negative(magnitudeAtLeast(bound.negate(), strict));
        }
        return choice(magnitudeAtMost(bound, strict), negative(magnitudeAtLeast(BigDecimal.ZERO, false)));
    }

    private static Expression negative(Expression magnitude) {
        return sequence(text("-"), magnitude);
    }

    /// Whole numbers above 0 with so many digits.
    private static Expression magnitude(int min, int max) {
        return sequence(range('1', '9'), repeat(DIGIT, min - 1, max - 1));
    }

    private Expression anyFraction() {
        return fraction == 0 ? Expression.EMPTY : optional(sequence(text("."), repeat(DIGIT, 1, fraction)));
    }

    private static String whole(BigDecimal bound) {
        return bound.toBigInteger().toString();
    }

    /// Digits behind the point without zeros at their end.
    private static String fractionOf(BigDecimal bound) {
        var plain = bound.stripTrailingZeros().toPlainString();
        int point = plain.indexOf('.');
        return point < 0 ? "" : plain.substring(point + 1);
    }

    private Expression magnitudeAtLeast(BigDecimal bound, boolean strict) {
        var whole = whole(bound);
        var options = new ArrayList<Expression>();
        if (digits > whole.length()) {
            options.add(sequence(magnitude(whole.length() + 1, digits), anyFraction()));
        }
        for (int i = 0; i < whole.length(); i++) {
            if (whole.charAt(i) < '9') {
                options.add(sequence(
                        text(whole.substring(0, i)),
                        range(whole.charAt(i) + 1, '9'),
                        repeat(DIGIT, whole.length() - i - 1, whole.length() - i - 1),
                        anyFraction()));
            }
        }
        options.add(sequence(text(whole), fractionAtLeast(fractionOf(bound), strict)));
        return choice(options);
    }

    private Expression magnitudeAtMost(BigDecimal bound, boolean strict) {
        var whole = whole(bound);
        var options = new ArrayList<Expression>();
        if (whole.length() > 1) {
            options.add(sequence(choice(text("0"), magnitude(1, whole.length() - 1)), anyFraction()));
        }
        for (int i = 0; i < whole.length(); i++) {
            int least = i == 0 && whole.length() > 1 ? '1' : '0';
            if (whole.charAt(i) > least) {
                options.add(sequence(
                        text(whole.substring(0, i)),
                        range(least, whole.charAt(i) - 1),
                        repeat(DIGIT, whole.length() - i - 1, whole.length() - i - 1),
                        anyFraction()));
            }
        }
        options.add(sequence(text(whole), fractionAtMost(fractionOf(bound), strict)));
        return choice(options);
    }

    private Expression fractionAtLeast(String bound, boolean strict) {
        var options = new ArrayList<Expression>();
        if (bound.isEmpty() && !strict) {
            options.add(anyFraction());
        }
        for (int i = 0; i < bound.length(); i++) {
            if (bound.charAt(i) < '9') {
                options.add(sequence(
                        text("." + bound.substring(0, i)),
                        range(bound.charAt(i) + 1, '9'),
                        repeat(DIGIT, 0, fraction)));
            }
        }
        if (!strict && !bound.isEmpty()) {
            options.add(sequence(text("." + bound), repeat(DIGIT, 0, fraction)));
        }
        if (strict && fraction > 0) {
            options.add(sequence(
                    text("." + bound), repeat(text("0"), 0, fraction), range('1', '9'), repeat(DIGIT, 0, fraction)));
        }
        return choice(options);
    }

    private Expression fractionAtMost(String bound, boolean strict) {
        var options = new ArrayList<Expression>();
        if (!bound.isEmpty()) {
            options.add(Expression.EMPTY);
        }
        for (int i = 0; i < bound.length(); i++) {
            if (i > 0) {
                options.add(text("." + bound.substring(0, i)));
            }
            if (bound.charAt(i) > '0') {
                options.add(sequence(
                        text("." + bound.substring(0, i)),
                        range('0', bound.charAt(i) - 1),
                        repeat(DIGIT, 0, fraction)));
            }
        }
        if (!strict) {
            var zeros = any(text("0"));
            options.add(bound.isEmpty() ? optional(sequence(text(".0"), zeros)) : sequence(text("." + bound), zeros));
        }
        return choice(options);
    }
}
