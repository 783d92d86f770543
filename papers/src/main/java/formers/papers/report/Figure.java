package formers.papers.report;

import java.util.List;

/// A picture of the report, which is also a file of numbers.
public sealed interface Figure {

    /// Name of its CSV file, without the ending: letters, digits and hyphens.
    String file();

    String title();

    /// Lines over one pair of axes.
    record Lines(String file, String title, String xLabel, String yLabel, List<Curve> curves) implements Figure {
        public Lines {
            curves = List.copyOf(curves);
        }
    }

    /// How much each word of a target looked at each word of its source (Bahdanau et al. 2015, figure 3).
    ///
    /// @param rows    words of the target
    /// @param columns words of the source
    /// @param weights a row per word of the target, from 0 to 1
    /// @param right   for each row the column that it should look at most; -1 where that is not asked
    record Alignment(
            String file,
            String title,
            List<String> rows,
            List<String> columns,
            List<List<Double>> weights,
            List<Integer> right)
            implements Figure {
        public Alignment {
            rows = List.copyOf(rows);
            columns = List.copyOf(columns);
            weights = weights.stream().map(List::copyOf).toList();
            right = List.copyOf(right);
            int width = columns.size();
            if (weights.size() != rows.size()
                    || right.size() != rows.size()
                    || weights.stream().anyMatch(row -> row.size() != width)) {
                throw new IllegalArgumentException(
                        "an alignment of %d and %d words wants as many rows and columns of weights"
                                .formatted(rows.size(), width));
            }
        }
    }
}
