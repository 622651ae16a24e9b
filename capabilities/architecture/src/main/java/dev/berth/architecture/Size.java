package dev.berth.architecture;

import dev.berth.architecture.Diagram.Kind;
import dev.berth.architecture.Diagram.Node;
import dev.berth.charts.text.TextWidths;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Size of a node, with its texts broken into lines.
///
/// @param title in lines
/// @param details in lines
/// @param standIns in lines
/// @param inset what its shape takes at the left and at the right
/// @param inner what it consists of, placed, if that is shown
record Size(
        Node node,
        List<String> title,
        List<String> details,
        List<String> standIns,
        double inset,
        double width,
        double height,
        Optional<DiagramLayout> inner) {

    static final double TITLE_SIZE = 13;
    static final double DETAIL_SIZE = 11;
    static final double TITLE_LINE = 17;
    static final double DETAIL_LINE = 14.5;
    static final double PADDING = 9;

    /// What the dashed line above stand-ins takes.
    static final double DIVIDER = 7;

    private static final double TEXT_WIDTH_MAX = 200;
    private static final double TEXT_WIDTH_MIN = 60;
    private static final int TITLE_LINES_MAX = 3;
    private static final int DETAIL_LINES_MAX = 3;

    Size {
        title = List.copyOf(title);
        details = List.copyOf(details);
        standIns = List.copyOf(standIns);
    }

    static Size of(Node node) {
        List<String> title =
                TextWidths.wrapped(node.title(), TITLE_SIZE, true, TEXT_WIDTH_MAX, TITLE_LINES_MAX);
        List<String> details = wrapped(node.details());
        List<String> standIns = wrapped(node.standIns());
        double text = TEXT_WIDTH_MIN;
        for (String line : title) {
            text = Math.max(text, TextWidths.of(line, TITLE_SIZE, true));
        }
        for (String line : details) {
            text = Math.max(text, TextWidths.of(line, DETAIL_SIZE, false));
        }
        for (String line : standIns) {
            text = Math.max(text, TextWidths.of(line, DETAIL_SIZE, false));
        }
        double height =
                2 * PADDING
                        + title.size() * TITLE_LINE
                        + (details.size() + standIns.size()) * DETAIL_LINE
                        + (standIns.isEmpty() ? 0 : DIVIDER);
        double inset = inset(node.kind());
        double width = text + 2 * (PADDING + inset);
        Optional<DiagramLayout> inner = node.inner().map(Layout::of);
        if (inner.isPresent()) {
            width = Math.max(width, inner.get().width() + 2 * (PADDING + inset));
            height += inner.get().height() + PADDING;
        }
        return new Size(
                node, title, details, standIns, inset, Math.ceil(width), Math.ceil(height), inner);
    }

    private static List<String> wrapped(List<String> texts) {
        List<String> lines = new ArrayList<>();
        for (String text : texts) {
            lines.addAll(
                    TextWidths.wrapped(text, DETAIL_SIZE, false, TEXT_WIDTH_MAX, DETAIL_LINES_MAX));
        }
        return lines;
    }

    private static double inset(Kind kind) {
        return switch (kind) {
            case REQUEST, ANSWER, CONSUMER -> 8;
            case GUARD -> 4;
            case DECISION -> 14;
            case VARIANTS -> 12;
            case COMPUTATION, FEATURES, SOURCE, ON_DEMAND -> 12;
            case ENDPOINT -> 6;
            case MODEL, VIEW, JOIN, FALLBACK -> 0;
        };
    }
}
