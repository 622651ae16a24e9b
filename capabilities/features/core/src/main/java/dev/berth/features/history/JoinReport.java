package dev.berth.features.history;

import java.util.List;

/// Statistics of a finished join.
///
/// @param rowCount rows of the spine and of the output
public record JoinReport(long rowCount, List<ViewReport> views) {
    public JoinReport {
        views = List.copyOf(views);
    }

    /// Statistics of one joined view.
    ///
    /// @param name of the [JoinedView]
    /// @param eventCount rows of the source, after the view's SQL
    /// @param leftOutCount rows of these without a key or time, which belong to no entity
    public record ViewReport(String name, long eventCount, long leftOutCount) {}
}
