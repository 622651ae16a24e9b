package dev.berth.placement.part;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.placement.model.FlowCycles;
import dev.berth.placement.part.SystemSizes.Direction;
import dev.berth.placement.scenario.Flow;
import dev.berth.placement.scenario.Flow.Edge;
import dev.berth.placement.scenario.NumberSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reader of flows.
final class FlowReader {
    private final DocumentNode root;
    private final Set<String> ends;
    private final Set<String> nodes = new LinkedHashSet<>();
    private final Map<String, Subject> subjects = new HashMap<>();
    private final SystemSizes sizes;
    private final List<NumberSource> sources;

    /// @param sources gets those of items whose size the file leaves out
    FlowReader(DocumentNode root, Set<String> ends, SystemSizes sizes, List<NumberSource> sources) {
        this.root = root;
        this.ends = ends;
        this.sizes = sizes;
        this.sources = sources;
        root.child("components")
                .map(DocumentNode::entries)
                .orElse(Map.of())
                .forEach(
                        (name, place) -> {
                            nodes.add(name);
                            Subject.of(place).ifPresent(found -> subjects.put(name, found));
                        });
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
        List<DocumentNode> items = place.items("edges");
        items.forEach(node -> edge(node, items).ifPresent(edges::add));
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

    private Optional<Edge> edge(DocumentNode node, List<DocumentNode> all) {
        for (String key : List.of("from", "to")) {
            node.child(key)
                    .ifPresent(
                            end -> NamedEntries.requireKnown(end, nodes, "a component or an end"));
        }
        Optional<String> from = node.text("from");
        Optional<String> to = node.text("to");
        Optional<Double> item = item(node, all);
        return from.isPresent() && to.isPresent() && item.isPresent()
                ? Optional.of(new Edge(from.get(), to.get(), item.get(), node.text("data")))
                : Optional.empty();
    }

    /// The written size, or that of the model that alone gets the item, or that it comes from.
    private Optional<Double> item(DocumentNode node, List<DocumentNode> all) {
        if (node.child("item").isPresent()) {
            return QuantityReader.read(node, "item", Dimension.BYTES);
        }
        Optional<String> from = node.text("from");
        Optional<String> to = node.text("to");
        long ways = all.stream().filter(each -> each.text("to").equals(to)).count();
        Optional<SystemSizes.Size> size =
                to.filter(_ -> ways == 1)
                        .flatMap(name -> record(name, Direction.INPUT))
                        .or(() -> from.flatMap(name -> record(name, Direction.OUTPUT)))
                        .filter(each -> each.bytes() > 0);
        if (size.isEmpty()) {
            node.error(
                    "no `item`, and no model of the system whose signature has a fixed size for it",
                    Dimension.BYTES.expectation(),
                    "add `item: 400 kB`; sizes of text, pictures and dynamic shapes have to be"
                            + " stated");
        }
        size.ifPresent(
                each ->
                        sources.add(
                                NumberSource.exact(
                                        from.orElse("") + " → " + to.orElse(""),
                                        NumberSource.Quantity.ITEM,
                                        each.bytes(),
                                        NumberSource.Kind.OF_SYSTEM,
                                        each.source())));
        return size.map(SystemSizes.Size::bytes);
    }

    private Optional<SystemSizes.Size> record(String component, Direction direction) {
        return Optional.ofNullable(subjects.get(component))
                .flatMap(subject -> sizes.record(subject, direction));
    }
}
