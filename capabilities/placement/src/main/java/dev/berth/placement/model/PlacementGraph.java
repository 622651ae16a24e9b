package dev.berth.placement.model;

import dev.berth.placement.model.FlowModel.Arc;
import dev.berth.placement.model.FlowModel.Node;
import dev.berth.placement.scenario.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A placement as a graph: what runs at which site, and what is sent between them.
///
/// @param places one or two of each component, in the order of the scenario
/// @param transfers of flows in their order, then telemetry
public record PlacementGraph(List<Place> places, List<Transfer> transfers) {

    /// Stage of a component at a site.
    ///
    /// @param isSecond whether items come here from another stage of the component
    /// @param share of the component's items that come here
    public record Place(
            String component,
            String site,
            boolean isSecond,
            double share,
            double memoryBytes,
            double storageBytes) {}

    /// An end or component at a site.
    public record Point(String name, String site) {}

    /// Items that are sent.
    ///
    /// @param bytesPerSecond of one user in a session
    /// @param links of the route, none within a site
    public record Transfer(
            Kind kind,
            String flow,
            Point from,
            Point to,
            double bytesPerSecond,
            List<String> links) {

        /// Why items are sent.
        public enum Kind {
            /// Every item of the flow.
            ITEM,
            /// The share of items that goes on to another stage of a component, or comes back.
            SHARE,
            /// Copies of inputs.
            TELEMETRY
        }

        public Transfer {
            links = List.copyOf(links);
        }
    }

    public PlacementGraph {
        places = List.copyOf(places);
        transfers = List.copyOf(transfers);
    }

    /// The graph of a complete placement.
    public static PlacementGraph of(PlacementState state) {
        return new Builder(state).build();
    }

    private static final class Builder {
        private final PlacementState state;
        private final PlacementModel model;
        private final List<Place> places = new ArrayList<>();
        private final List<Transfer> transfers = new ArrayList<>();

        Builder(PlacementState state) {
            this.state = state;
            this.model = state.model;
        }

        PlacementGraph build() {
            for (int i = 0; i < state.chosen.length; i++) {
                CompiledOption option = model.compiled(i, state.chosen[i]);
                Stage second = option.second;
                // Answers kept beside the model: the stages share a place.
                boolean isApart = second != null && second.site != option.first.site;
                double memory = option.first.memoryBytes;
                double storage = option.first.storageBytes;
                if (second != null && !isApart) {
                    memory += second.memoryBytes;
                    storage += second.storageBytes;
                }
                places.add(
                        new Place(
                                option.option.component(),
                                site(option.first.site),
                                false,
                                1,
                                memory,
                                storage));
                if (second != null && isApart) {
                    places.add(
                            new Place(
                                    option.option.component(),
                                    site(second.site),
                                    true,
                                    option.share,
                                    second.memoryBytes,
                                    second.storageBytes));
                }
            }
            model.flows.forEach(this::add);
            for (Requirement.Telemetry each : state.telemetry()) {
                add(each);
            }
            return new PlacementGraph(places, transfers);
        }

        private String site(int number) {
            return model.sites.site(number).name();
        }

        private void add(FlowModel flow) {
            double rate = flow.flow.itemsPerSecond();
            for (Node node : flow.nodes) {
                for (Arc arc : node.incoming) {
                    int from = state.outSite(arc.from);
                    int to = state.inSite(arc.to);
                    add(
                            Transfer.Kind.ITEM,
                            flow,
                            new Point(arc.from.name, site(from)),
                            new Point(arc.to.name, site(to)),
                            rate,
                            arc.routes);
                }
                if (node.component >= 0) {
                    addStages(
                            flow,
                            node,
                            model.compiled(node.component, state.chosen[node.component]));
                }
            }
        }

        private void addStages(FlowModel flow, Node node, CompiledOption option) {
            Stage second = option.second;
            double rate = flow.flow.itemsPerSecond() * option.share;
            if (second == null || second.site == option.first.site || rate == 0) {
                return;
            }
            var here = new Point(node.name, site(option.first.site));
            var there = new Point(node.name, site(second.site));
            RouteTable way = option.handedOn == null ? node.in : option.handedOn;
            Optional.ofNullable(way)
                    .ifPresent(table -> add(Transfer.Kind.SHARE, flow, here, there, rate, table));
            Optional.ofNullable(node.out)
                    .filter(table -> option.isReturning)
                    .ifPresent(table -> add(Transfer.Kind.SHARE, flow, there, here, rate, table));
        }

        private void add(Requirement.Telemetry telemetry) {
            int component = model.componentNumber(telemetry.component());
            int from = model.compiled(component, state.chosen[component]).first.site;
            for (FlowModel flow : model.flows) {
                for (Node node : flow.nodes) {
                    RouteTable inputs = node.in;
                    if (node.component == component && inputs != null) {
                        add(
                                Transfer.Kind.TELEMETRY,
                                flow,
                                new Point(node.name, site(from)),
                                new Point("telemetry", telemetry.site()),
                                flow.flow.itemsPerSecond() * telemetry.share(),
                                inputs);
                    }
                }
            }
        }

        private void add(
                Transfer.Kind kind,
                FlowModel flow,
                Point from,
                Point to,
                double rate,
                RouteTable table) {
            List<String> links = new ArrayList<>();
            int[] route =
                    table.find(model.sites.number(from.site()), model.sites.number(to.site()));
            for (int hop : route == null ? new int[0] : route) {
                links.add(model.links.get(hop / 2).name());
            }
            transfers.add(
                    new Transfer(kind, flow.flow.name(), from, to, rate * table.bytes(), links));
        }
    }
}
