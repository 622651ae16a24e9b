package dev.berth.features.history;

import java.util.List;

/// What a join has read and written.
///
/// @param rowCount of the spine, and of the output
public record JoinReport(long rowCount, List<ViewReport> views) {
    public JoinReport {
        views = List.copyOf(views);
    }

    /// What was read of one view.
    ///
    /// @param name that of the [JoinedView]
    /// @param eventCount rows of the source, after the view's SQL
    /// @param leftOutCount those of them that have no key or no time, and are events of no entity
    public record ViewReport(String name, long eventCount, long leftOutCount) {}
}
