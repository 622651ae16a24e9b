package dev.berth.architecture;

import java.util.ArrayList;
import java.util.List;

/// Explanation of the marks in a diagram, beside shapes and colours.
final class Legend {
    private Legend() {}

    /// Of those that occur.
    ///
    /// @param standIn how stand-ins are marked
    static List<String> marks(Diagram view, String standIn) {
        List<String> marks = new ArrayList<>();
        if (view.edges().stream().anyMatch(edge -> !edge.label().isEmpty())) {
            marks.add(
                    view.kinds().contains(Diagram.Kind.SOURCE)
                            ? "beside an arrow: the features that are read"
                            : "beside an arrow: the fields that go its way");
        }
        if (view.hasConditional()) {
            marks.add("dashed arrow: for some records only");
        }
        if (view.hasStandIns()) {
            marks.add(standIn + ": what stands in if it fails or is late");
        }
        if (view.hasFanOut()) {
            marks.add("“each … in …”: once for each element of a list");
        }
        return marks;
    }
}
