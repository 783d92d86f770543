package formers.text;

import formers.text.Encoding.Token;
import java.util.ArrayList;
import java.util.List;

/// How long an encoding may be and has to be, as a `tokenizer.json` says.
///
/// @param longest    most tokens, special ones included; -1 for any number
/// @param strategy   which of two texts is shortened
/// @param cutsLeft   whether the beginning goes instead of the end
/// @param padding    what fills an encoding up; null for nothing
/// @param shortest   tokens that are filled up to, at least
/// @param multiple   of which the number of tokens has to be; 0 for any
/// @param padsLeft   whether filling goes before the text
record Limits(
        int longest, Strategy strategy, boolean cutsLeft, Token padding, int shortest, int multiple, boolean padsLeft) {

    /// More tokens than any text has.
    private static final int LARGEST = 1 << 24;

    enum Strategy {
        LONGEST_FIRST,
        ONLY_FIRST,
        ONLY_SECOND
    }

    static Limits read(JsonPlace truncation, JsonPlace padding) {
        boolean cut = !truncation.absent();
        boolean fill = !padding.absent();
        var fixed = padding.get("strategy").get("Fixed");
        if (fill
                && fixed.absent()
                && !padding.get("strategy").string("BatchLongest").equals("BatchLongest")) {
            throw padding.get("strategy").wrong("BatchLongest or Fixed");
        }
        var multiple = padding.get("pad_to_multiple_of");
        return new Limits(
                cut ? truncation.get("max_length").integer(0, Integer.MAX_VALUE) : -1,
                cut ? strategy(truncation.get("strategy")) : Strategy.LONGEST_FIRST,
                cut && left(truncation.get("direction")),
                fill ? filling(padding) : null,
                fixed.absent() ? 0 : fixed.integer(0, LARGEST),
                multiple.absent() ? 0 : multiple.integer(0, LARGEST),
                fill && left(padding.get("direction")));
    }

    private static Token filling(JsonPlace padding) {
        return new Token(
                padding.get("pad_id").integer(0, Integer.MAX_VALUE),
                padding.get("pad_token").string(),
                0,
                0,
                padding.get("pad_type_id").integer(0, Integer.MAX_VALUE),
                true,
                true);
    }

    private static Strategy strategy(JsonPlace place) {
        return switch (place.string("LongestFirst")) {
            case "LongestFirst" -> Strategy.LONGEST_FIRST;
            case "OnlyFirst" -> Strategy.ONLY_FIRST;
            case "OnlySecond" -> Strategy.ONLY_SECOND;
            default -> throw place.wrong("LongestFirst, OnlyFirst or OnlySecond");
        };
    }

    private static boolean left(JsonPlace place) {
        return switch (place.string("Right")) {
            case "Left" -> true;
            case "Right" -> false;
            default -> throw place.wrong("Left or Right");
        };
    }

    /// Shortens texts so that with `added` special tokens they are not too long.
    ///
    /// @throws InputException if the text to be shortened is not there, or special tokens alone are too many
    List<List<Token>> cut(List<List<Token>> texts, int added) {
        int total = texts.stream().mapToInt(List::size).sum();
        if (longest < 0 || total + added <= longest) {
            return texts;
        }
        int room = longest - added;
        if (room < 0) {
            throw new InputException("%d tokens are allowed, %d special ones are added".formatted(longest, added));
        }
        int first = texts.getFirst().size();
        if (texts.size() == 1) {
            if (strategy == Strategy.ONLY_SECOND) {
                throw new InputException("only a second text is to be shortened, and there is one text");
            }
            return List.of(shortened(texts.getFirst(), room));
        }
        int second = total - first;
        switch (strategy) {
            case ONLY_FIRST -> first = atLeastOne(room - second);
            case ONLY_SECOND -> second = atLeastOne(room - first);
            case LONGEST_FIRST -> {
                int shorter = Math.min(first, second);
                int longer = shorter > room ? shorter : Math.max(shorter, room - shorter);
                if (shorter + longer > room) {
                    shorter = room / 2;
                    longer = shorter + room % 2;
                }
                boolean swapped = first > second;
                first = swapped ? longer : shorter;
                second = swapped ? shorter : longer;
            }
        }
        return List.of(shortened(texts.get(0), first), shortened(texts.get(1), second));
    }

    private int atLeastOne(int left) {
        if (left <= 0) {
            throw new InputException(
                    "the text that may be shortened to fit into %d tokens is too short for it".formatted(longest));
        }
        return left;
    }

    private List<Token> shortened(List<Token> text, int length) {
        if (text.size() <= length) {
            return text;
        }
        return cutsLeft ? text.subList(text.size() - length, text.size()) : text.subList(0, length);
    }

    List<Token> fill(List<Token> tokens) {
        if (padding == null) {
            return tokens;
        }
        int wanted = Math.max(tokens.size(), shortest);
        wanted = multiple > 0 ? Math.ceilDiv(wanted, multiple) * multiple : wanted;
        var filled = new ArrayList<Token>(wanted);
        filled.addAll(tokens);
        while (filled.size() < wanted) {
            if (padsLeft) {
                filled.addFirst(padding);
            } else {
                filled.add(padding);
            }
        }
        return filled;
    }
}
