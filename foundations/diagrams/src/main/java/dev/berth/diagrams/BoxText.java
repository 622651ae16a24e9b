package dev.berth.diagrams;

import dev.berth.charts.text.DisplayText;
import dev.berth.charts.text.TextWidths;
import java.util.ArrayList;
import java.util.List;

/// Text of a box or of a group's heading, in lines.
record BoxText(List<String> title, List<String> details, double width) {
    static final double TITLE_SIZE = 13;
    static final double DETAIL_SIZE = 11.5;
    static final double TITLE_LINE = 17;
    static final double DETAIL_LINE = 15;

    /// Room for a word of ten letters, which would be broken within.
    private static final double TITLE_WIDTH = 112;

    private static final int TITLE_LINES_MAX = 2;
    private static final int DETAIL_LINES_MAX = 3;

    BoxText {
        title = List.copyOf(title);
        details = List.copyOf(details);
    }

    static BoxText of(String title, List<String> details, double widthMax) {
        List<String> titles =
                TextWidths.wrapped(
                        DisplayText.line(title),
                        TITLE_SIZE,
                        true,
                        Math.max(widthMax, TITLE_WIDTH),
                        TITLE_LINES_MAX);
        List<String> lines = new ArrayList<>();
        for (String detail : details) {
            lines.addAll(
                    TextWidths.wrapped(
                            DisplayText.line(detail),
                            DETAIL_SIZE,
                            false,
                            widthMax,
                            DETAIL_LINES_MAX));
        }
        double width = 0;
        for (String line : titles) {
            width = Math.max(width, TextWidths.of(line, TITLE_SIZE, true));
        }
        for (String line : lines) {
            width = Math.max(width, TextWidths.of(line, DETAIL_SIZE, false));
        }
        return new BoxText(titles, lines, width);
    }

    double height() {
        return title.size() * TITLE_LINE + details.size() * DETAIL_LINE;
    }
}
