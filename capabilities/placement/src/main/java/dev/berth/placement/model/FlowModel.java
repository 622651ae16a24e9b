package dev.berth.placement.model;

import dev.berth.placement.scenario.End;
import dev.berth.placement.scenario.Flow;
import dev.berth.placement.scenario.Flow.Edge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// A flow as nodes in the order of its edges.
final class FlowModel {
    final Flow flow;
    final List<Node> nodes;
    final List<Arc> arcs;

    /// An end or component of the flow.
    static final class Node {
        final String name;

        /// Number of the component; -1 for an end.
        final int component;

        /// Site of an end; -1 for a component.
        final int site;

        final List<Arc> incoming = new ArrayList<>();
        boolean isSink = true;

        /// What a component gets, the sum of its edges.
        double inBytes;

        /// What a component gives, the largest of its edges.
        double outBytes;

        @Nullable RouteTable in;
        @Nullable RouteTable out;
        int streams;

        Node(String name, int component, int site) {
            this.name = name;
            this.component = component;
            this.site = site;
        }
    }

    /// An edge between nodes.
    static final class Arc {
        final Edge edge;
        final Node from;
        final Node to;
        final RouteTable routes;
        final int stream;

        /// Edges that are sent at the same moment and before this one: from the same node, or from
        /// others at which the flow begins.
        final List<Arc> before = new ArrayList<>();

        /// Both ends, as people read it.
        final String label;

        Arc(Edge edge, Node from, Node to, RouteTable routes, int stream) {
            this.edge = edge;
            this.from = from;
            this.to = to;
            this.routes = routes;
            this.stream = stream;
            this.label = from.name + " → " + to.name;
        }
    }

    private FlowModel(Flow flow, List<Node> nodes, List<Arc> arcs) {
        this.flow = flow;
        this.nodes = List.copyOf(nodes);
        this.arcs = List.copyOf(arcs);
    }

    /// The same edges at another rate.
    FlowModel withRateOf(Flow changed) {
        return new FlowModel(changed, nodes, arcs);
    }

    /// How many streams of uniform numbers it has.
    int streamCount() {
        return nodes.size() * LatencySampler.STREAMS_OF_NODE + arcs.size();
    }

    /// @param streams source of numbers of streams of uniform numbers
    static FlowModel of(
            Flow flow,
            Map<String, End> ends,
            ToIntFunction<String> components,
            SiteNumbers sites,
            DoubleFunction<RouteTable> routes,
            StreamNumbers streams) {
        Map<String, Node> nodes = new LinkedHashMap<>();
        List<Arc> arcs = new ArrayList<>();
        for (String name : FlowOrder.of(flow)) {
            End end = ends.get(name);
            Node node =
                    end == null
                            ? new Node(name, components.applyAsInt(name), -1)
                            : new Node(name, -1, sites.number(end.site()));
            node.streams = streams.take(LatencySampler.STREAMS_OF_NODE);
            nodes.put(name, node);
        }
        for (Edge edge : flow.edges()) {
            Node from = Objects.requireNonNull(nodes.get(edge.from()));
            Node to = Objects.requireNonNull(nodes.get(edge.to()));
            var arc = new Arc(edge, from, to, routes.apply(edge.itemBytes()), streams.take(1));
            arcs.add(arc);
            to.incoming.add(arc);
            from.isSink = false;
            to.inBytes += edge.itemBytes();
            from.outBytes = Math.max(from.outBytes, edge.itemBytes());
        }
        for (int i = 0; i < arcs.size(); i++) {
            Arc arc = arcs.get(i);
            arcs.subList(0, i).stream()
                    .filter(other -> isSimultaneous(other, arc))
                    .forEach(arc.before::add);
        }
        nodes.values()
                .forEach(
                        node -> {
                            node.in = routes.apply(node.inBytes);
                            node.out = routes.apply(node.outBytes);
                        });
        return new FlowModel(flow, List.copyOf(nodes.values()), arcs);
    }

    private static boolean isSimultaneous(Arc one, Arc other) {
        return one.from == other.from
                || (one.from.incoming.isEmpty() && other.from.incoming.isEmpty());
    }

    /// Order of a flow's nodes in which each edge leads forward.
    static final class FlowOrder {
        private FlowOrder() {}

        /// @throws IllegalArgumentException if the flow has a cycle
        static List<String> of(Flow flow) {
            Optional<List<String>> cycle = FlowCycles.find(flow);
            if (cycle.isPresent()) {
                throw new IllegalArgumentException(
                        flow.name() + ": cycle " + cycle.get() + " (expected: none)");
            }
            Map<String, Integer> waiting = new LinkedHashMap<>();
            flow.edges()
                    .forEach(
                            edge -> {
                                waiting.putIfAbsent(edge.from(), 0);
                                waiting.merge(edge.to(), 1, Integer::sum);
                            });
            List<String> order = new ArrayList<>();
            Map<String, Integer> rest = new HashMap<>(waiting);
            while (order.size() < waiting.size()) {
                for (String node : waiting.keySet()) {
                    if (Integer.valueOf(0).equals(rest.get(node)) && !order.contains(node)) {
                        order.add(node);
                        flow.edges().stream()
                                .filter(edge -> edge.from().equals(node))
                                .forEach(edge -> rest.merge(edge.to(), -1, Integer::sum));
                    }
                }
            }
            return order;
        }
    }
}
