package dev.berth.audit.system;

import dev.berth.architecture.constraint.ConstraintResult;
import dev.berth.architecture.graph.SystemGraph;
import dev.berth.audit.finding.Finding;
import dev.berth.catalog.system.CatalogSnapshot;
import java.util.List;

/// Audit of a system's description.
public final class SystemAudit {
    private SystemAudit() {}

    /// The anti-patterns in what is described, in the order of their places. What has errors is
    /// left out, as in the graph.
    ///
    /// @param graph of the same description; models have the label `card` where cards are known
    /// @param constraints their results in this graph
    public static List<Finding> of(
            CatalogSnapshot snapshot, SystemGraph graph, List<ConstraintResult> constraints) {
        return List.of();
    }
}
