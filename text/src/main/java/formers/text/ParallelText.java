package formers.text;

import java.util.ArrayList;
import java.util.List;

/// Texts and their translations, line by line: line i of one side is the translation of line i of the other.
///
/// @param source lines
/// @param target as many lines
public record ParallelText(List<String> source, List<String> target) {

    public ParallelText {
        if (source.size() != target.size()) {
            throw new IllegalArgumentException(
                    "%d lines and %d translations; pairs are needed".formatted(source.size(), target.size()));
        }
        source = List.copyOf(source);
        target = List.copyOf(target);
    }

    /// Reads both sides from files as [Corpus] does (plain, gzip, archives, standard input for one of them).
    ///
    /// @throws InputException if a file cannot be read, or one side has more lines than the other
    public static ParallelText of(List<String> source, List<String> target) {
        var from = lines(source);
        var to = lines(target);
        if (from.size() != to.size()) {
            throw new InputException(
                    "%s has %,d lines, %s has %,d: line by line each must be the translation of the other"
                            .formatted(String.join(", ", source), from.size(), String.join(", ", target), to.size()));
        }
        return new ParallelText(from, to);
    }

    /// The lines of all documents of a source, one after the other.
    ///
    /// @throws InputException if a file cannot be read
    public static List<String> lines(List<String> files) {
        var lines = new ArrayList<String>();
        Corpus.of(files, null).forEach(document -> addLines(document.text(), lines));
        return lines;
    }

    /// Only a line feed ends a line: other characters that might would put the two sides out of step.
    private static void addLines(String text, List<String> lines) {
        for (int from = 0; from < text.length(); ) {
            int end = text.indexOf('\n', from);
            int to = end < 0 ? text.length() : end;
            boolean carriageReturn = end > from && text.charAt(end - 1) == '\r';
            lines.add(text.substring(from, carriageReturn ? to - 1 : to));
            from = to + 1;
        }
    }

    public int size() {
        return source.size();
    }

    /// Every `every`th pair, counted from 1: held out.
    public ParallelText held(int every) {
        return chosen(every, true);
    }

    /// All pairs but those of [#held].
    public ParallelText rest(int every) {
        return chosen(every, false);
    }

    private ParallelText chosen(int every, boolean held) {
        var from = new ArrayList<String>();
        var to = new ArrayList<String>();
        for (int i = 0; i < size(); i++) {
            if ((i % every == every - 1) == held) {
                from.add(source.get(i));
                to.add(target.get(i));
            }
        }
        return new ParallelText(from, to);
    }
}
