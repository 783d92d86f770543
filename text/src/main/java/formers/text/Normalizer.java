package formers.text;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/// Changes a text before it is cut into words. Thread-safe.
@FunctionalInterface
interface Normalizer {

    AlignedText apply(AlignedText text);

    static Normalizer sequence(List<Normalizer> steps) {
        return text -> {
            var changed = text;
            for (var step : steps) {
                changed = step.apply(changed);
            }
            return changed;
        };
    }

    /// Leaves out the characters that `unwanted` accepts.
    static Normalizer without(IntPredicate unwanted) {
        return text -> {
            if (text.text().codePoints().noneMatch(unwanted)) {
                return text;
            }
            var rewriting = new AlignedText.Rewriting(text);
            text.text().codePoints().forEach(c -> {
                if (unwanted.test(c)) {
                    rewriting.drop();
                } else {
                    rewriting.replace(c);
                }
            });
            return rewriting.done();
        };
    }

    /// Puts one character in place of another.
    static Normalizer mapping(IntUnaryOperator change) {
        return text -> {
            if (text.text().codePoints().allMatch(c -> change.applyAsInt(c) == c)) {
                return text;
            }
            var rewriting = new AlignedText.Rewriting(text);
            text.text().codePoints().forEach(c -> rewriting.replace(change.applyAsInt(c)));
            return rewriting.done();
        };
    }

    /// Puts `content` in place of every match.
    static Normalizer replacing(TextPattern pattern, String content) {
        return text -> {
            var rewriting = new AlignedText.Rewriting(text);
            var changed = new boolean[1];
            pattern.find(text.text(), (start, end) -> {
                changed[0] = true;
                rewriting.keep(start);
                rewriting.dropTo(end);
                content.codePoints().forEach(rewriting::insert);
            });
            return changed[0] ? rewriting.keep(text.text().length()).done() : text;
        };
    }

    /// Takes white space off the ends.
    static Normalizer strip(boolean left, boolean right) {
        return text -> {
            var s = text.text();
            int start = 0;
            int end = s.length();
            while (left && start < end && CharacterKinds.isSpace(s.charAt(start))) {
                start++;
            }
            while (right && end > start && CharacterKinds.isSpace(s.charAt(end - 1))) {
                end--;
            }
            return text.slice(start, end);
        };
    }

    /// Lower case character by character, whatever stands around it.
    static AlignedText lowercase(AlignedText text) {
        var s = text.text();
        if (s.codePoints().allMatch(c -> Character.toLowerCase(c) == c && c != 0x130)) {
            return text;
        }
        var rewriting = new AlignedText.Rewriting(text);
        s.codePoints().forEach(c -> {
            if (c == 0x130) {
                // The one character whose lower case is two.
                rewriting.replace('i');
                rewriting.insert(0x307);
            } else {
                rewriting.replace(Character.toLowerCase(c));
            }
        });
        return rewriting.done();
    }

    /// Writes the UTF-8 bytes of each character in GPT-2's alphabet.
    static AlignedText byteLevel(AlignedText text) {
        var rewriting = new AlignedText.Rewriting(text);
        var s = text.text();
        for (int i = 0; i < s.length(); ) {
            int c = s.codePointAt(i);
            if (c < 0x80) {
                rewriting.replace(ByteAlphabet.character(c));
            } else {
                byte[] bytes = Utf8.bytes(c);
                rewriting.replace(ByteAlphabet.character(bytes[0] & 0xFF));
                for (int b = 1; b < bytes.length; b++) {
                    rewriting.insert(ByteAlphabet.character(bytes[b] & 0xFF));
                }
            }
            i += Character.charCount(c);
        }
        return rewriting.done();
    }
}
