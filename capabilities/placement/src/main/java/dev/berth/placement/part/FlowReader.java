package dev.berth.placement.part;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.placement.model.FlowCycles;
import dev.berth.placement.scenario.Flow;
import dev.berth.placement.scenario.Flow.Edge;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reader of flows.
final class FlowReader {
    private final DocumentNode root;
    private final Set<String> ends;
    private final Set<String> nodes = new LinkedHashSet<>();

    FlowReader(DocumentNode root, Set<String> ends, Set<String> components) {
        this.root = root;
        this.ends = ends;
        nodes.addAll(components);
        nodes.addAll(ends);
    }

    List<Flow> read() {
        List<Flow> flows = new ArrayList<>();
        NamedEntries.of(root, "flows", NamedEntries.FLOWS_MAX)
                .forEach((name, place) -> flow(name, place).ifPresent(flows::add));
        return flows;
    }

    private Optional<Flow> flow(String name, DocumentNode place) {
        Optional<Double> rate = QuantityReader.read(place, "rate", Dimension.RATE);
        List<Edge> edges = new ArrayList<>();
        place.items("edges").forEach(node -> edge(node).ifPresent(edges::add));
        if (rate.isEmpty() || edges.isEmpty()) {
            return Optional.empty();
        }
        var flow = new Flow(name, rate.get(), edges);
        Optional<List<String>> cycle = FlowCycles.find(flow);
        cycle.ifPresent(
                path ->
                        place.error(
                                "a flow in a cycle: " + String.join(" → ", path),
                                "a flow that ends",
                                "give the way back a flow of its own"));
        if (cycle.isPresent()) {
            return Optional.empty();
        }
        if (!place.isBroken() && flow.edges().stream().noneMatch(e -> ends.contains(e.from()))) {
            place.error(
                    "a flow that begins at no end",
                    "an edge from one of the `ends`",
                    "say where the items come from");
        }
        return Optional.of(flow);
    }

    private Optional<Edge> edge(DocumentNode node) {
        for (String key : List.of("from", "to")) {
            node.child(key)
                    .ifPresent(
                            end -> NamedEntries.requireKnown(end, nodes, "a component or an end"));
        }
        Optional<String> from = node.text("from");
        Optional<String> to = node.text("to");
        Optional<Double> item = QuantityReader.read(node, "item", Dimension.BYTES);
        return from.isPresent() && to.isPresent() && item.isPresent()
                ? Optional.of(new Edge(from.get(), to.get(), item.get(), node.text("data")))
                : Optional.empty();
    }
}
