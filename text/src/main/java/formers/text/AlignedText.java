package formers.text;

import java.util.Arrays;

/// A text on its way through normalisation that knows which part of the original each of its UTF-16 units stands
/// for. Both units of a surrogate pair stand for the same part. Immutable.
final class AlignedText {

    private final String text;

    /// Original start and end of unit `i` at `2i` and `2i + 1`; null if unit `i` stands for itself, after [#shift].
    private final int[] alignment;

    private final int shift;

    private AlignedText(String text, int[] alignment, int shift) {
        this.text = text;
        this.alignment = alignment;
        this.shift = shift;
    }

    static AlignedText of(String original) {
        return new AlignedText(original, null, 0);
    }

    String text() {
        return text;
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    /// Where in the original the character of unit `i` begins.
    int originalStart(int i) {
        if (alignment != null) {
            return alignment[2 * i];
        }
        return shift + (insidePair(i) ? i - 1 : i);
    }

    /// Where in the original the character of unit `i` ends.
    int originalEnd(int i) {
        if (alignment != null) {
            return alignment[2 * i + 1];
        }
        return shift + i + (insidePair(i + 1) ? 2 : 1);
    }

    private boolean insidePair(int i) {
        return i > 0
                && i < text.length()
                && Character.isLowSurrogate(text.charAt(i))
                && Character.isHighSurrogate(text.charAt(i - 1));
    }

    /// Whether this begins where the original does.
    boolean first() {
        return !isEmpty() && originalStart(0) == 0;
    }

    AlignedText slice(int from, int to) {
        if (from == 0 && to == text.length()) {
            return this;
        }
        return alignment == null
                ? new AlignedText(text.substring(from, to), null, shift + from)
                : new AlignedText(text.substring(from, to), Arrays.copyOfRange(alignment, 2 * from, 2 * to), 0);
    }

    /// With `more` before it, which stands for what the first character stands for; nothing before nothing.
    AlignedText prepend(String more) {
        if (isEmpty() || more.isEmpty()) {
            return this;
        }
        var rewriting = new Rewriting(this);
        more.codePoints().forEach(c -> rewriting.put(c, originalStart(0), originalEnd(0)));
        rewriting.keep(text.length());
        return rewriting.done();
    }

    /// Writes a new text from an old one, front to back. A hostile file may ask for one that grows without end: it
    /// may have some characters for each of the original's, and some more.
    static final class Rewriting {
        private static final int MOST_FOR_EACH = 100;
        private static final int MOST = 1_000_000;

        private final AlignedText old;
        private final StringBuilder written;
        private final long most;
        private int[] alignment;
        private int at;

        Rewriting(AlignedText old) {
            this.old = old;
            int original = old.isEmpty() ? 0 : old.originalEnd(old.text.length() - 1) - old.originalStart(0);
            most = MOST + (long) MOST_FOR_EACH * original;
            int expected = old.text.length() + 16;
            written = new StringBuilder(expected);
            alignment = new int[2 * expected];
        }

        /// Where in the old text this is.
        int at() {
            return at;
        }

        /// Copies the old text up to `end`.
        Rewriting keep(int end) {
            for (; at < end; at++) {
                unit(old.text.charAt(at), old.originalStart(at), old.originalEnd(at));
            }
            return this;
        }

        /// Writes a character in place of the next one of the old text.
        void replace(int character) {
            if (at < old.text.length()) {
                put(character, old.originalStart(at), old.originalEnd(at));
                drop();
            } else {
                insert(character);
            }
        }

        /// Writes a character that stands for what the one before stands for.
        void insert(int character) {
            put(character, at == 0 ? begin() : old.originalStart(at - 1), at == 0 ? begin() : old.originalEnd(at - 1));
        }

        private int begin() {
            return old.isEmpty() ? old.shift : old.originalStart(0);
        }

        /// Leaves out the next character of the old text.
        void drop() {
            if (at < old.text.length()) {
                at += Character.charCount(old.text.codePointAt(at));
            }
        }

        /// Leaves out the old text up to `end`.
        void dropTo(int end) {
            at = end;
        }

        /// Writes a character as a normaliser counts it: in place of the next if `change` is 0, of the next and
        /// `-change` more if it is negative, and beside the one before if it is positive.
        void change(int character, int change) {
            if (change > 0) {
                insert(character);
                return;
            }
            replace(character);
            for (int i = change; i < 0; i++) {
                drop();
            }
        }

        private void put(int character, int start, int end) {
            if (Character.isBmpCodePoint(character)) {
                unit((char) character, start, end);
            } else {
                unit(Character.highSurrogate(character), start, end);
                unit(Character.lowSurrogate(character), start, end);
            }
        }

        private void unit(char c, int start, int end) {
            int i = 2 * written.length();
            if (i == alignment.length) {
                if (written.length() > most) {
                    throw new InputException("normalising makes more than %d characters of a text that has %d"
                            .formatted(most, (most - MOST) / MOST_FOR_EACH));
                }
                alignment = Arrays.copyOf(alignment, 2 * i);
            }
            alignment[i] = start;
            alignment[i + 1] = end;
            written.append(c);
        }

        AlignedText done() {
            return new AlignedText(written.toString(), Arrays.copyOf(alignment, 2 * written.length()), 0);
        }
    }
}
