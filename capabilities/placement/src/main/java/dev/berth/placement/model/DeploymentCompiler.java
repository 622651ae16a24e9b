package dev.berth.placement.model;

import dev.berth.placement.model.Deployment.Copy;
import dev.berth.placement.model.Deployment.DeployedFlow;
import dev.berth.placement.model.Deployment.DeployedSite;
import dev.berth.placement.model.Deployment.Further;
import dev.berth.placement.model.Deployment.Outgoing;
import dev.berth.placement.model.Deployment.Refresh;
import dev.berth.placement.model.Deployment.Service;
import dev.berth.placement.model.Deployment.Step;
import dev.berth.placement.model.Deployment.Transfer;
import dev.berth.placement.model.FlowModel.Arc;
import dev.berth.placement.model.FlowModel.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Compiler of a placement into the work of its sites and links.
final class DeploymentCompiler {
    private final PlacementState state;
    private final PlacementModel model;

    DeploymentCompiler(PlacementState state) {
        this.state = state;
        this.model = state.model;
        if (!state.isComplete() || !state.isRouted()) {
            throw new IllegalArgumentException(
                    "placement without a place or way for a component (expected: a complete one)");
        }
    }

    Deployment compile() {
        List<DeployedSite> sites = new ArrayList<>();
        for (int site = 0; site < model.sites.count(); site++) {
            sites.add(
                    new DeployedSite(
                            model.sites.site(site),
                            state.machines(site),
                            state.memoryBytes(site),
                            refreshes(site)));
        }
        return new Deployment(
                sites,
                model.links,
                model.flows.stream().map(this::flow).toList(),
                model.scenario.workload().activeUsersAtPeak());
    }

    private CompiledOption option(int component) {
        return model.compiled(component, state.chosen[component]);
    }

    private List<Refresh> refreshes(int site) {
        List<Refresh> refreshes = new ArrayList<>();
        for (int component = 0; component < state.chosen.length; component++) {
            CompiledOption option = option(component);
            Stage second = option.second;
            if (second != null && second.site == site && option.refreshWork > 0) {
                refreshes.add(new Refresh(service(second), option.refreshWork / second.work));
            }
        }
        return refreshes;
    }

    private static Service service(Stage stage) {
        return new Service(stage.site, stage.time, stage.cores);
    }

    private DeployedFlow flow(FlowModel flow) {
        List<Step> steps = new ArrayList<>();
        for (Node node : flow.nodes) {
            List<Outgoing> outgoing = new ArrayList<>();
            for (Arc arc : flow.arcs) {
                if (arc.from == node) {
                    outgoing.add(
                            new Outgoing(
                                    transfer(
                                            arc.routes,
                                            state.outSite(arc.from),
                                            state.inSite(arc.to)),
                                    flow.nodes.indexOf(arc.to)));
                }
            }
            steps.add(step(node, outgoing));
        }
        return new DeployedFlow(flow.flow.name(), flow.flow.itemsPerSecond(), steps);
    }

    private Step step(Node node, List<Outgoing> outgoing) {
        int incoming = node.incoming.size();
        if (node.component < 0) {
            return new Step(
                    node.name,
                    node.site,
                    Optional.empty(),
                    Optional.empty(),
                    incoming,
                    outgoing,
                    List.of());
        }
        CompiledOption option = option(node.component);
        return new Step(
                node.name,
                option.first.site,
                Optional.of(service(option.first)),
                further(node, option),
                incoming,
                outgoing,
                copies(node, option));
    }

    private Optional<Further> further(Node node, CompiledOption option) {
        Stage second = option.second;
        if (second == null || option.share == 0) {
            return Optional.empty();
        }
        int first = option.first.site;
        @Nullable RouteTable there = option.handedOn == null ? node.in : option.handedOn;
        return Optional.of(
                new Further(
                        option.share,
                        transfer(there, first, second.site),
                        service(second),
                        option.isReturning
                                ? Optional.of(transfer(node.out, second.site, first))
                                : Optional.empty()));
    }

    private List<Copy> copies(Node node, CompiledOption option) {
        return state.telemetry().stream()
                .filter(wanted -> model.componentNumber(wanted.component()) == node.component)
                .map(
                        wanted ->
                                new Copy(
                                        wanted.share(),
                                        transfer(
                                                node.in,
                                                option.first.site,
                                                model.sites.number(wanted.site()))))
                .filter(copy -> !copy.transfer().hops().isEmpty())
                .toList();
    }

    private static Transfer transfer(@Nullable RouteTable table, int from, int to) {
        int[] hops = table == null ? null : table.find(from, to);
        if (table == null || hops == null) {
            throw new IllegalArgumentException("no way from site " + from + " to site " + to);
        }
        return new Transfer(table.bytes(), from, to, Arrays.stream(hops).boxed().toList());
    }
}
