package dev.berth.cards.render;

import dev.berth.cards.document.DataTable;
import dev.berth.cards.document.InlineText;
import dev.berth.cards.document.MeasuredNumber;
import dev.berth.charts.Chart;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Names of the places of a document, for messages about a change.
final class PieceLabels {
    private PieceLabels() {}

    static String cell(DataTable table, int row, int column) {
        return "'"
                + table.columns().get(column).heading()
                + "' of '"
                + table.rows().get(row).getFirst().plain()
                + "' in the table '"
                + table.caption()
                + "'";
    }

    static String chart(Chart chart) {
        return "the chart '" + chart.title() + "'";
    }

    /// The sources of the numbers in a table, each once, in the order of their first number.
    static Set<String> sources(DataTable table) {
        Set<String> sources = new LinkedHashSet<>();
        table.rows().forEach(row -> row.forEach(cell -> collect(cell.pieces(), sources)));
        return sources;
    }

    static void collect(List<InlineText> pieces, Set<String> sources) {
        for (InlineText piece : pieces) {
            if (piece instanceof InlineText.Value(MeasuredNumber number)) {
                sources.add(number.source());
            }
        }
    }
}
