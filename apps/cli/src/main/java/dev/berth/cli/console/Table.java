package dev.berth.cli.console;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// Text table with a header and columns of fitting width. A note is indented under its row.
public final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... headings) {
        rows.add(List.of(headings));
    }

    public void row(String... cells) {
        rows.add(List.of(cells));
    }

    /// Adds a row of one cell, which does not widen its column.
    public void note(String text) {
        rows.add(List.of(text));
    }

    public void print(PrintStream out) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns && row.size() == columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            out.println(row.size() == columns ? line(row, widths) : GAP + row.getFirst());
        }
    }

    private static String line(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            String cell = row.get(i);
            int padding = widths[i] - cell.length();
            // Numbers are aligned right, so that their digits line up.
            boolean right = !cell.isEmpty() && Character.isDigit(cell.charAt(0)) && i > 0;
            line.append(i == 0 ? "" : GAP);
            line.append(right ? " ".repeat(padding) + cell : cell + " ".repeat(padding));
        }
        return line.toString().stripTrailing();
    }
}
