package dev.berth.cli.system;

import dev.berth.architecture.constraint.ConstraintCheck;
import dev.berth.architecture.constraint.ConstraintErrors;
import dev.berth.architecture.constraint.ConstraintResult;
import dev.berth.architecture.graph.SystemGraph;
import dev.berth.architecture.part.ArchitectureDescription;
import dev.berth.architecture.system.SystemGraphBuilder;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.catalog.system.CheckReport;
import java.util.List;

/// Graphs of systems with what is known besides their descriptions, and their constraints.
final class SystemGraphs {
    private SystemGraphs() {}

    /// The graph of a system.
    static SystemGraph of(CatalogSnapshot snapshot) {
        return SystemGraphBuilder.of(snapshot);
    }

    /// Results of its constraints.
    static List<ConstraintResult> constraints(CatalogSnapshot snapshot, SystemGraph graph) {
        return ConstraintCheck.of(
                graph, snapshot.part(ArchitectureDescription.class).constraints());
    }

    /// A report with broken constraints.
    static CheckReport checked(CheckReport report, CatalogSnapshot snapshot) {
        List<ConstraintResult> results = constraints(snapshot, of(snapshot));
        return report.with(ConstraintErrors.errors(results))
                .withWarnings(ConstraintErrors.warnings(results));
    }
}
