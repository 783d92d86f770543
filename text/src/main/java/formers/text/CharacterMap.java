package formers.text;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.text.BreakIterator;
import java.util.Arrays;
import java.util.Locale;

/// SentencePiece's compiled normalisation rules (Kudo and Richardson 2018, arXiv:1808.06226, section 3.2): a double
/// array over UTF-8 bytes whose values are places in a list of replacements that end with a zero.
final class CharacterMap implements Normalizer {

    /// Longer user-perceived characters, in bytes, are looked up part by part.
    private static final int WHOLE = 6;

    private final int[] units;
    private final byte[] replacements;

    /// @param compiled the size of the double array in bytes, the array, the replacements
    /// @throws InputException if a part is missing
    CharacterMap(byte[] compiled) {
        var in = ByteBuffer.wrap(compiled).order(ByteOrder.LITTLE_ENDIAN);
        if (in.remaining() < 4) {
            throw new InputException("a compiled map begins with 4 bytes of size, it has " + compiled.length);
        }
        int size = in.getInt();
        if (size < 4 || size % 4 != 0 || size > in.remaining()) {
            throw new InputException("a compiled map says that its trie has %d bytes, %d follow"
                    .formatted(Integer.toUnsignedLong(size), in.remaining()));
        }
        units = new int[size / 4];
        in.asIntBuffer().get(units);
        replacements = Arrays.copyOfRange(compiled, 4 + size, compiled.length);
    }

    @Override
    public AlignedText apply(AlignedText text) {
        var s = text.text();
        var changes = new Changes();
        var boundaries = BreakIterator.getCharacterInstance(Locale.ROOT);
        boundaries.setText(s);
        for (int start = 0, end; (end = boundaries.next()) != BreakIterator.DONE; start = end) {
            var grapheme = s.substring(start, end);
            var whole = grapheme.getBytes(StandardCharsets.UTF_8).length < WHOLE ? replacement(grapheme) : null;
            if (whole != null) {
                changes.replace(grapheme, whole);
                continue;
            }
            grapheme.codePoints().forEach(c -> {
                var part = Character.toString(c);
                var replacement = replacement(part);
                if (replacement != null) {
                    changes.replace(part, replacement);
                } else {
                    changes.add(c, 0);
                }
            });
        }
        return changes.any ? changes.applyTo(text) : text;
    }

    /// What the first rule that matches the beginning of `part` makes of it; null if none does.
    private String replacement(String part) {
        int place = shortestMatch(part.getBytes(StandardCharsets.UTF_8));
        if (place < 0 || place >= replacements.length) {
            return null;
        }
        int end = place;
        while (end < replacements.length && replacements[end] != 0) {
            end++;
        }
        return new String(replacements, place, end - place, StandardCharsets.UTF_8);
    }

    private int shortestMatch(byte[] key) {
        int node = offset(units[0]);
        for (byte b : key) {
            if (b == 0) {
                return -1;
            }
            node ^= b & 0xFF;
            if (node < 0 || node >= units.length || (units[node] & 0x800000FF) != (b & 0xFF)) {
                return -1;
            }
            int unit = units[node];
            node ^= offset(unit);
            if ((unit >>> 8 & 1) == 1) {
                return node >= 0 && node < units.length ? units[node] & 0x7FFFFFFF : -1;
            }
        }
        return -1;
    }

    private static int offset(int unit) {
        return unit >>> 10 << ((unit & 1 << 9) >>> 6);
    }

    /// Characters with what each stands for, in the library's way of counting.
    private static final class Changes {
        private final IdList characters = new IdList(64);
        private final IdList counts = new IdList(64);
        private boolean any;

        void add(int character, int count) {
            characters.add(character);
            counts.add(count);
        }

        /// The last characters are those beside the old ones if there are more, and stand for the rest if there
        /// are fewer.
        void replace(String old, String replacement) {
            any = true;
            int more = replacement.codePointCount(0, replacement.length()) - old.codePointCount(0, old.length());
            replacement.codePoints().forEach(c -> add(c, 0));
            int last = counts.size() - 1;
            for (int i = 0; i < more; i++) {
                counts.set(last - i, 1);
            }
            if (more < 0 && last >= 0) {
                counts.set(last, counts.get(last) + more);
            }
        }

        AlignedText applyTo(AlignedText text) {
            var rewriting = new AlignedText.Rewriting(text);
            for (int i = 0; i < characters.size(); i++) {
                rewriting.change(characters.get(i), counts.get(i));
            }
            return rewriting.done();
        }
    }
}
