package formers.generation.grammar;

/// What a user wrote, read from left to right, character by character.
final class Source {

    static final int END = -1;

    private final String kind;
    private final String text;
    private int at;
    private int depth;

    /// @param kind what the text is, for messages
    Source(String kind, String text) {
        if (text.length() > Limits.SOURCE) {
            throw new GrammarException(
                    "the %s has %d characters; at most %d are supported".formatted(kind, text.length(), Limits.SOURCE));
        }
        this.kind = kind;
        this.text = text;
    }

    int peek() {
        return at < text.length() ? text.codePointAt(at) : END;
    }

    int next() {
        int c = peek();
        if (c != END) {
            at += Character.charCount(c);
        }
        return c;
    }

    boolean startsWith(String expected) {
        return text.startsWith(expected, at);
    }

    boolean take(String expected) {
        boolean there = startsWith(expected);
        if (there) {
            at += expected.length();
        }
        return there;
    }

    void expect(String expected) {
        if (!take(expected)) {
            throw wrong("expected '%s'".formatted(expected));
        }
    }

    int position() {
        return at;
    }

    String from(int position) {
        return text.substring(position, at);
    }

    void back(int position) {
        at = position;
    }

    /// A number in decimal; -1 if there is none.
    long number() {
        int begin = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at - begin > 18) {
            throw wrong("the number %s is too large".formatted(from(begin)));
        }
        return at == begin ? -1 : Long.parseLong(from(begin));
    }

    /// A number of exactly so many hexadecimal digits.
    int hexadecimal(int digits) {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = Character.digit(peek() < 128 ? peek() : END, 16);
            if (digit < 0) {
                throw wrong("expected %d hexadecimal digits".formatted(digits));
            }
            value = value * 16 + digit;
            next();
        }
        return value;
    }

    /// `{m}`, `{m,}` or `{m,n}` without the opening brace: both bounds, the second perhaps
    /// [Expression#UNBOUNDED].
    int[] bounds() {
        long min = number();
        long max = min;
        if (take(",")) {
            max = startsWith("}") ? Expression.UNBOUNDED : number();
        }
        if (min < 0 || max < 0 || !take("}")) {
            throw wrong("expected a repetition such as {2}, {2,} or {2,5}");
        }
        if (max < min) {
            throw wrong("the repetition {%d,%d} has its bounds the wrong way round".formatted(min, max));
        }
        int least = Limits.count(min, "a repetition");
        return new int[] {least, max == Expression.UNBOUNDED ? Expression.UNBOUNDED : Limits.count(max, "a repetition")
        };
    }

    void enter() {
        if (++depth > Limits.NESTING) {
            throw wrong("brackets are nested more than %d deep".formatted(Limits.NESTING));
        }
    }

    void leave() {
        depth--;
    }

    GrammarException wrong(String what) {
        return new GrammarException("%s: %s at position %d%s".formatted(kind, what, at, context()));
    }

    GrammarException unsupported(String what) {
        return wrong(what + " is not supported");
    }

    private String context() {
        return at < text.length()
                ? ", before '%s'".formatted(text.substring(at, Math.min(text.length(), at + 20)))
                : "";
    }
}
