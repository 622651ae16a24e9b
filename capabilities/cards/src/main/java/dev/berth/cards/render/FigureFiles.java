package dev.berth.cards.render;

import dev.berth.cards.document.DocumentBlock.Figure;

/// Names of the files of figures beside a Markdown document.
///
/// @param prefix before the names of figures, such as `credit.card`
public record FigureFiles(String prefix) {
    /// The name of the file of a chart.
    ///
    /// @param index of the chart in its figure
    public String name(Figure figure, int index) {
        return prefix
                + "."
                + figure.id()
                + (figure.charts().size() == 1 ? "" : "-" + (index + 1))
                + ".svg";
    }
}
