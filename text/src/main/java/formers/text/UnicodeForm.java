package formers.text;

import java.text.Normalizer.Form;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/// Unicode's normal forms (Unicode Standard Annex 15) with alignment.
///
/// The platform's normaliser says what comes out. Where it comes from follows from the decompositions: what comes
/// out is made of the characters that decomposing puts in, and of equal ones the first is used first, as they
/// have the same class and keep their order.
record UnicodeForm(Form form) implements Normalizer {

    /// A character of the decomposed text, and whether it is beside (1) or in place of (0) one of the old text.
    private record Part(int character, int change) {}

    @Override
    public AlignedText apply(AlignedText text) {
        var s = text.text();
        if (java.text.Normalizer.isNormalized(s, form)) {
            return text;
        }
        var rewriting = new AlignedText.Rewriting(text);
        // No character of ASCII changes, or joins the one before.
        for (int start = 0; start < s.length(); ) {
            int end = start + 1;
            while (end < s.length() && s.charAt(end) > 0x7F) {
                end++;
            }
            var segment = s.substring(start, end);
            if (java.text.Normalizer.isNormalized(segment, form)) {
                rewriting.keep(end);
            } else {
                normalize(segment, rewriting);
                rewriting.dropTo(end);
            }
            start = end;
        }
        return rewriting.done();
    }

    private void normalize(String segment, AlignedText.Rewriting rewriting) {
        boolean compatible = form == Form.NFKC || form == Form.NFKD;
        var parts = new HashMap<Integer, ArrayDeque<Part>>();
        segment.codePoints().forEach(c -> {
            int change = 0;
            for (int d : decomposed(c, compatible ? Form.NFKD : Form.NFD)) {
                parts.computeIfAbsent(d, _ -> new ArrayDeque<>()).add(new Part(d, change));
                change = 1;
            }
        });
        boolean composed = form == Form.NFC || form == Form.NFKC;
        java.text.Normalizer.normalize(segment, form).codePoints().forEach(c -> {
            if (composed) {
                int change = 1;
                for (int d : decomposed(c, Form.NFD)) {
                    change += take(parts, d) - 1;
                }
                rewriting.change(c, change);
            } else {
                rewriting.change(c, take(parts, c));
            }
        });
    }

    private static int[] decomposed(int c, Form form) {
        return java.text.Normalizer.normalize(Character.toString(c), form)
                .codePoints()
                .toArray();
    }

    private static int take(Map<Integer, ArrayDeque<Part>> parts, int character) {
        var waiting = parts.get(character);
        var part = waiting == null ? null : waiting.poll();
        return part == null ? 0 : part.change;
    }
}
