package formers.generation.grammar;

/// Reads what stands for one character in a regular expression: itself, an escape, a class in brackets.
final class RegexCharacters {

    private final Source source;

    private final boolean anyone;

    RegexCharacters(Source source, Regex.Reading reading) {
        this.source = source;
        this.anyone = reading == Regex.Reading.ANYONE;
    }

    CodePoints dot() {
        source.expect(".");
        return (anyone ? CharacterClasses.LINE_BREAK : CharacterClasses.PERHAPS_LINE_BREAK).complement();
    }

    CodePoints literal() {
        return single(source.next());
    }

    private CodePoints single(int c) {
        if (c >= 0xD800 && c < 0xE000) {
            throw source.unsupported("half a surrogate pair");
        }
        return CodePoints.of(c);
    }

    CodePoints inBrackets() {
        source.expect("[");
        boolean negated = source.take("^");
        if (source.startsWith("]")) {
            throw source.unsupported("an empty class, or one that begins with an unescaped ']',");
        }
        var set = CodePoints.NONE;
        while (!source.take("]")) {
            set = set.or(item(negated));
        }
        return negated ? set.complement() : set;
    }

    private CodePoints item(boolean negated) {
        var first = member(negated);
        if (!source.startsWith("-") || source.startsWith("-]")) {
            return first;
        }
        source.expect("-");
        var last = member(negated);
        if (!isSingle(first) || !isSingle(last)) {
            throw source.wrong("a range needs a character at both ends; escape the '-'");
        }
        int from = first.bounds()[0];
        int to = last.bounds()[0];
        if (from > to) {
            throw source.wrong("the range U+%04X-U+%04X is the wrong way round".formatted(from, to));
        }
        return CodePoints.range(from, to);
    }

    private static boolean isSingle(CodePoints set) {
        return set.bounds().length == 2 && set.bounds()[1] - set.bounds()[0] == 1;
    }

    private CodePoints member(boolean negated) {
        if (source.startsWith("&&") || source.startsWith("--")) {
            throw source.unsupported("arithmetic of classes (&&, --)");
        }
        return switch (source.peek()) {
            case Source.END -> throw source.wrong("a class without its ']'");
            case '[' -> throw source.unsupported("an unescaped '[' in a class");
            case '\\' -> {
                if (source.startsWith("\\b")) {
                    throw source.unsupported("\\b in a class");
                }
                yield escape(negated);
            }
            default -> literal();
        };
    }

    /// @param negated whether the set will be turned into its complement, which turns round which of two
    ///                opinions on what a space is has to be taken
    CodePoints escape(boolean negated) {
        boolean wide = negated != anyone;
        int begin = source.position();
        source.expect("\\");
        int c = source.next();
        return switch (c) {
            case 'd' -> CharacterClasses.DIGIT;
            case 'D' -> CharacterClasses.DIGIT.complement();
            case 'w' -> CharacterClasses.WORD;
            case 'W' -> CharacterClasses.WORD.complement();
            case 's' -> wide ? CharacterClasses.PERHAPS_SPACE : CharacterClasses.SPACE;
            case 'S' -> (wide ? CharacterClasses.SPACE : CharacterClasses.PERHAPS_SPACE).complement();
            case 'p' -> property();
            case 'P' -> property().complement();
            case 't' -> CodePoints.of('\t');
            case 'n' -> CodePoints.of('\n');
            case 'r' -> CodePoints.of('\r');
            case 'f' -> CodePoints.of('\f');
            case 'v' -> CodePoints.of(0x0B);
            case 'x' -> single(source.startsWith("{") ? braced() : source.hexadecimal(2));
            case 'u' -> single(utf16());
            case 'c' -> control();
            case Source.END -> throw source.wrong("a '\\' with nothing behind it");
            default -> {
                if (!CharacterClasses.WORD.contains(c)) {
                    yield single(c);
                }
                source.back(begin);
                throw source.unsupported(name(c));
            }
        };
    }

    private static String name(int c) {
        return switch (c) {
            case 'b', 'B' -> "a word boundary \\%c".formatted(c);
            case 'A', 'z', 'Z', 'G' -> "the anchor \\%c (use ^ and $)".formatted(c);
            case '0' -> "an octal escape \\0";
            case '1', '2', '3', '4', '5', '6', '7', '8', '9', 'k' -> "a back-reference \\%c".formatted(c);
            default -> "the escape \\%c".formatted(c);
        };
    }

    private CodePoints property() {
        source.expect("{");
        int begin = source.position();
        while (source.peek() != '}' && source.peek() != Source.END) {
            source.next();
        }
        var name = source.from(begin);
        source.expect("}");
        var set = CharacterClasses.property(name);
        if (set == null) {
            throw source.unsupported("the property \\p{%s} (general categories and Script=... are)".formatted(name));
        }
        return set;
    }

    private int utf16() {
        if (source.startsWith("{")) {
            return braced();
        }
        int unit = source.hexadecimal(4);
        if (Character.isHighSurrogate((char) unit) && source.take("\\u")) {
            int low = source.hexadecimal(4);
            if (Character.isLowSurrogate((char) low)) {
                return Character.toCodePoint((char) unit, (char) low);
            }
        }
        return unit;
    }

    private int braced() {
        source.expect("{");
        int value = 0;
        do {
            value = value * 16 + source.hexadecimal(1);
            if (value > Character.MAX_CODE_POINT) {
                throw source.wrong("no such character");
            }
        } while (!source.take("}"));
        return value;
    }

    private CodePoints control() {
        int c = source.next();
        if (!CharacterClasses.WORD.contains(c) || !Character.isLetter(c)) {
            throw source.wrong("expected a letter behind \\c");
        }
        return CodePoints.of(c & 0x1F);
    }
}
