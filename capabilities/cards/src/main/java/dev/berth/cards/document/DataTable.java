package dev.berth.cards.document;

import java.util.List;

/// A table with a heading for each column; the first cell of a row names it.
///
/// @param caption what the table shows; also names its cells in messages
/// @param rows each with a cell for each column
public record DataTable(String caption, List<Column> columns, List<List<CellText>> rows)
        implements DocumentBlock {

    /// Side to which the cells of a column are set.
    public enum Alignment {
        LEFT,
        RIGHT
    }

    /// A column.
    public record Column(String heading, Alignment alignment) {}

    public DataTable {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
        for (List<CellText> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(
                        "row of "
                                + row.size()
                                + " cells in the table '"
                                + caption
                                + "' (expected: "
                                + columns.size()
                                + ")");
            }
        }
    }

    public static Column text(String heading) {
        return new Column(heading, Alignment.LEFT);
    }

    public static Column number(String heading) {
        return new Column(heading, Alignment.RIGHT);
    }
}
