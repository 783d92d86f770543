package formers.text;

import java.util.function.Consumer;

/// Cuts at the matches of a pattern.
///
/// @param inverted whether what lies between the matches counts as matches
record Splitting(TextPattern pattern, Behaviour behaviour, boolean inverted) implements PreTokenizer {

    /// What becomes of a match.
    enum Behaviour {
        REMOVED,
        ISOLATED,
        MERGED_WITH_PREVIOUS,
        MERGED_WITH_NEXT,
        CONTIGUOUS
    }

    Splitting(TextPattern pattern, Behaviour behaviour) {
        this(pattern, behaviour, false);
    }

    @Override
    public void cut(AlignedText piece, Consumer<AlignedText> words) {
        var text = piece.text();
        var parts = new Pieces();
        int[] last = new int[1];
        pattern.find(text, (start, end) -> {
            add(parts, last[0], start, false);
            add(parts, start, end, true);
            last[0] = end;
        });
        add(parts, last[0], text.length(), false);
        emit(piece, parts, words);
    }

    private void add(Pieces parts, int start, int end, boolean match) {
        // An empty match parts what lies around it where nothing is removed or merged across.
        if (end > start || match) {
            parts.add(match != inverted ? 1 : 0, start, end);
        }
    }

    private void emit(AlignedText piece, Pieces parts, Consumer<AlignedText> words) {
        for (int i = 0, next; i < parts.size(); i = next) {
            next = i + 1;
            switch (behaviour) {
                case REMOVED -> {
                    if (match(parts, i)) {
                        continue;
                    }
                }
                case ISOLATED -> {}
                case MERGED_WITH_PREVIOUS -> {
                    if (!match(parts, i) && next < parts.size() && match(parts, next)) {
                        next++;
                    }
                }
                case MERGED_WITH_NEXT -> {
                    if (match(parts, i) && next < parts.size() && !match(parts, next)) {
                        next++;
                    }
                }
                case CONTIGUOUS -> {
                    while (next < parts.size() && match(parts, next) == match(parts, i)) {
                        next++;
                    }
                }
            }
            if (parts.end(next - 1) > parts.start(i)) {
                words.accept(piece.slice(parts.start(i), parts.end(next - 1)));
            }
        }
    }

    private static boolean match(Pieces parts, int i) {
        return parts.id(i) == 1;
    }
}
