package formers.papers.report;

import java.util.ArrayList;
import java.util.List;

/// A table of the report; the first column names its rows.
public record Table(String title, List<String> header, List<List<String>> rows) {

    public Table {
        header = List.copyOf(header);
        rows = rows.stream().map(List::copyOf).toList();
        for (var row : rows) {
            if (row.size() != header.size()) {
                throw new IllegalArgumentException(
                        "table '%s' has %d columns, found a row of %d".formatted(title, header.size(), row.size()));
            }
        }
    }

    /// A table without rows yet.
    public static Table of(String title, String... header) {
        return new Table(title, List.of(header), List.of());
    }

    /// With one row more: text as it is, numbers as the report writes them.
    public Table row(Object... cells) {
        var row = new ArrayList<String>();
        for (var cell : cells) {
            row.add(cell instanceof Double number ? Numbers.text(number) : String.valueOf(cell));
        }
        var longer = new ArrayList<>(rows);
        longer.add(row);
        return new Table(title, header, longer);
    }
}
