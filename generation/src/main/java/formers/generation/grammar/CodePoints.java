package formers.generation.grammar;

import java.util.Arrays;
import java.util.function.IntPredicate;

/// A set of Unicode characters. Surrogates are in no set: they are no characters, and UTF-8 does not have
/// them.
///
/// @param bounds `[from, to)` pairs of code points, ascending, with gaps between
record CodePoints(int[] bounds) {

    private static final int FIRST_SURROGATE = 0xD800;
    private static final int AFTER_SURROGATES = 0xE000;
    private static final int END = 0x110000;

    static final CodePoints NONE = new CodePoints(new int[0]);
    static final CodePoints ALL = new CodePoints(new int[] {0, FIRST_SURROGATE, AFTER_SURROGATES, END});

    static CodePoints of(int codePoint) {
        return range(codePoint, codePoint);
    }

    /// The characters from `first` to `last`, both of them included.
    static CodePoints range(int first, int last) {
        return new CodePoints(new int[] {first, last + 1}).and(ALL);
    }

    static CodePoints anyOf(String characters) {
        return characters.codePoints().mapToObj(CodePoints::of).reduce(NONE, CodePoints::or);
    }

    static CodePoints matching(IntPredicate predicate) {
        var bounds = new int[16];
        int length = 0;
        boolean inside = false;
        for (int c = 0; c <= END; c++) {
            boolean holds = c < END && (c < FIRST_SURROGATE || c >= AFTER_SURROGATES) && predicate.test(c);
            if (holds != inside) {
                if (length == bounds.length) {
                    bounds = Arrays.copyOf(bounds, 2 * length);
                }
                bounds[length++] = c;
                inside = holds;
            }
        }
        return new CodePoints(Arrays.copyOf(bounds, length));
    }

    /// Whether there is one character in it.
    boolean isSingle() {
        return bounds.length == 2 && bounds[1] == bounds[0] + 1;
    }

    boolean isEmpty() {
        return bounds.length == 0;
    }

    boolean contains(int codePoint) {
        int at = Arrays.binarySearch(bounds, codePoint);
        return at >= 0 ? at % 2 == 0 : (-at - 1) % 2 == 1;
    }

    CodePoints or(CodePoints other) {
        return combine(other, (a, b) -> a || b);
    }

    CodePoints and(CodePoints other) {
        return combine(other, (a, b) -> a && b);
    }

    CodePoints minus(CodePoints other) {
        return combine(other, (a, b) -> a && !b);
    }

    CodePoints complement() {
        return ALL.minus(this);
    }

    private interface Membership {
        boolean test(boolean inThis, boolean inOther);
    }

    /// Walks the bounds of both in order; between two of them membership does not change.
    private CodePoints combine(CodePoints other, Membership rule) {
        var result = new int[bounds.length + other.bounds.length];
        int length = 0;
        int i = 0;
        int j = 0;
        boolean inside = false;
        while (i < bounds.length || j < other.bounds.length) {
            int here = Math.min(
                    i < bounds.length ? bounds[i] : Integer.MAX_VALUE,
                    j < other.bounds.length ? other.bounds[j] : Integer.MAX_VALUE);
            i += i < bounds.length && bounds[i] == here ? 1 : 0;
            j += j < other.bounds.length && other.bounds[j] == here ? 1 : 0;
            boolean holds = rule.test(i % 2 == 1, j % 2 == 1);
            if (holds != inside) {
                result[length++] = here;
                inside = holds;
            }
        }
        return new CodePoints(Arrays.copyOf(result, length));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CodePoints set && Arrays.equals(bounds, set.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    @Override
    public String toString() {
        var text = new StringBuilder("[");
        for (int i = 0; i < bounds.length; i += 2) {
            text.append("U+%04X-U+%04X ".formatted(bounds[i], bounds[i + 1] - 1));
        }
        return text.toString().strip() + "]";
    }
}
