package dev.berth.cli.system;

import dev.berth.architecture.constraint.ConstraintCheck;
import dev.berth.architecture.constraint.ConstraintErrors;
import dev.berth.architecture.constraint.ConstraintResult;
import dev.berth.architecture.graph.Component;
import dev.berth.architecture.graph.ComponentFacts;
import dev.berth.architecture.graph.ComponentKind;
import dev.berth.architecture.graph.SystemGraph;
import dev.berth.architecture.part.ArchitectureDescription;
import dev.berth.architecture.system.SystemGraphBuilder;
import dev.berth.cards.document.DocumentSubject;
import dev.berth.cards.part.Cards;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.model.PackageEntry;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.catalog.system.CheckReport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Graphs of systems with what is known besides their descriptions, and their constraints.
final class SystemGraphs {
    private SystemGraphs() {}

    /// The graph of a system.
    static SystemGraph of(CatalogSnapshot snapshot) {
        return SystemGraphBuilder.of(snapshot, known(snapshot));
    }

    /// The label `card` of models.
    private static Map<String, ComponentFacts> known(CatalogSnapshot snapshot) {
        Map<String, ComponentFacts> known = new HashMap<>();
        Cards cards = snapshot.part(Cards.class);
        for (PackageEntry.Valid entry : snapshot.part(Models.class).valid()) {
            String name = entry.modelPackage().reference().name().value();
            String version = entry.modelPackage().reference().version().value();
            String card =
                    cards.find(DocumentSubject.model(name, version))
                            .map(
                                    each ->
                                            each.approval()
                                                            .filter(a -> a.isFor(version))
                                                            .isPresent()
                                                    ? "approved"
                                                    : "draft")
                            .orElse("none");
            // Of a name the latest version comes last, and is the one in the graph.
            known.put(
                    Component.id(ComponentKind.MODEL, name),
                    ComponentFacts.of(Optional.empty(), Optional.empty(), Map.of("card", card)));
        }
        return known;
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
