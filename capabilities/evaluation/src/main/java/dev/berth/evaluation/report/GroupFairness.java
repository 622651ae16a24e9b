package dev.berth.evaluation.report;

import java.util.List;

/// Differences of a model's decisions between the groups of one column.
///
/// @param column with the groups, such as `sex`
/// @param favourable the decision that is good for a person, such as `good`; empty for scores alone
/// @param groups in the order of their names
/// @param gaps between groups, such as `demographic-parity-difference`
/// @param notes what a reader must know about a metric, such as its deprecation
public record GroupFairness(
        String column,
        String favourable,
        List<Group> groups,
        List<MetricValue> gaps,
        List<String> notes) {
    public GroupFairness {
        groups = List.copyOf(groups);
        gaps = List.copyOf(gaps);
        notes = List.copyOf(notes);
    }

    /// Rows with one value of the column.
    public record Group(String name, long rows, double weight, List<MetricValue> metrics) {
        public Group {
            metrics = List.copyOf(metrics);
        }
    }
}
