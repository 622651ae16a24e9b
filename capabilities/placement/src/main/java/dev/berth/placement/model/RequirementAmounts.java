package dev.berth.placement.model;

import dev.berth.placement.model.FlowModel.Arc;
import dev.berth.placement.model.FlowModel.Node;
import dev.berth.placement.scenario.Mode;
import dev.berth.placement.scenario.Requirement;
import dev.berth.placement.scenario.Site;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/// Amounts that requirements limit, for the placement of a [PlacementState].
///
/// For a partial placement an amount with an upper limit is a lower bound and one with a lower
/// limit an upper bound. For one thread; [#reset] after every change of the state.
public final class RequirementAmounts {
    /// Busy all the time has no finite wait; 0.999 is where waits are bounded.
    private static final double UTILISATION_LIMIT = Queueing.UTILISATION_MAX;

    private final PlacementState state;
    private final PlacementModel model;
    private final LatencySampler sampler;
    private final Map<FlowModel, SampledLatency> samples = new HashMap<>();

    public RequirementAmounts(PlacementState state) {
        this.state = state;
        this.model = state.model;
        this.sampler = new LatencySampler(state);
    }

    /// Forgets the latencies of an earlier placement.
    public void reset() {
        samples.clear();
    }

    /// Whether the amount may be at most the limit, and not at least.
    public static boolean isUpperLimit(Requirement requirement) {
        return switch (requirement) {
            case Requirement.Rate _,
                    Requirement.Battery _,
                    Requirement.Offline _,
                    Requirement.Quality _ ->
                    false;
            case Requirement.Latency _,
                    Requirement.Memory _,
                    Requirement.Storage _,
                    Requirement.Power _,
                    Requirement.Private _,
                    Requirement.CostPerUserMonth _,
                    Requirement.CostPerMonth _,
                    Requirement.Fresh _,
                    Requirement.Telemetry _,
                    Requirement.NotCopied _,
                    Requirement.SiteUtilisation _,
                    Requirement.LinkUtilisation _,
                    Requirement.Visibility _ ->
                    true;
        };
    }

    /// The limit; 0 for those that forbid something.
    public static double limit(Requirement requirement) {
        return switch (requirement) {
            case Requirement.Rate each -> each.itemsPerSecondMin();
            case Requirement.Battery each -> each.hoursMin();
            case Requirement.Offline each -> each.shareMin();
            case Requirement.Quality each -> each.min();
            case Requirement.Latency each -> each.secondsMax();
            case Requirement.Memory each -> each.bytesMax();
            case Requirement.Storage each -> each.bytesMax();
            case Requirement.Power each -> each.wattsMax();
            case Requirement.CostPerUserMonth each -> each.dollarsMax();
            case Requirement.CostPerMonth each -> each.dollarsMax();
            case Requirement.Fresh each -> each.secondsMax();
            case Requirement.SiteUtilisation _, Requirement.LinkUtilisation _ -> UTILISATION_LIMIT;
            case Requirement.Private _,
                    Requirement.Telemetry _,
                    Requirement.NotCopied _,
                    Requirement.Visibility _ ->
                    0;
        };
    }

    /// Whether the limit is a number that could be another.
    public static boolean isNumeric(Requirement requirement) {
        return switch (requirement) {
            case Requirement.Private _,
                    Requirement.Telemetry _,
                    Requirement.NotCopied _,
                    Requirement.Visibility _ ->
                    false;
            default -> true;
        };
    }

    /// Whether the placement meets a requirement; for a partial one, whether it still may.
    public boolean isMet(Requirement requirement) {
        if (requirement instanceof Requirement.Latency latency) {
            return samples(flow(latency.flow()))
                    .isAtMost(latency.percentile(), latency.secondsMax());
        }
        return isMet(requirement, amount(requirement));
    }

    static boolean isMet(Requirement requirement, double amount) {
        double limit = limit(requirement);
        return isUpperLimit(requirement) ? amount <= limit : amount >= limit;
    }

    public double amount(Requirement requirement) {
        return switch (requirement) {
            case Requirement.Latency each -> latency(flow(each.flow()), each.percentile());
            case Requirement.Rate each -> rate(flow(each.flow()));
            case Requirement.Memory each -> state.memory[model.sites.number(each.site())];
            case Requirement.Storage each -> state.storage[model.sites.number(each.site())];
            case Requirement.Power each -> state.watts(model.sites.number(each.site()));
            case Requirement.Battery each -> batteryHours(model.sites.number(each.site()));
            case Requirement.Offline each ->
                    offlineShare(flow(each.flow()), each.staleSecondsMax());
            case Requirement.Private each -> sitesBeyond(each.data(), each.sites());
            case Requirement.CostPerMonth _ -> state.cost();
            case Requirement.CostPerUserMonth _ -> state.cost() / model.scenario.workload().users();
            case Requirement.Fresh each -> stale(model.componentNumber(each.component()));
            case Requirement.Quality each -> quality(model.componentNumber(each.component()));
            case Requirement.Telemetry _ -> 0;
            case Requirement.NotCopied each -> copies(model.componentNumber(each.component()));
            case Requirement.SiteUtilisation each ->
                    state.siteUtilisation(model.sites.number(each.site()));
            case Requirement.LinkUtilisation each -> linkUtilisation(each.link());
            case Requirement.Visibility each -> unseen(model.sites.number(each.site()));
        };
    }

    private FlowModel flow(String name) {
        return model.flow(name);
    }

    /// Whether a component is part of a flow.
    public boolean isOfFlow(String flow, int component) {
        for (Node node : flow(flow).nodes) {
            if (node.component == component) {
                return true;
            }
        }
        return false;
    }

    /// A percentile of a flow's latency in seconds.
    public double latency(String flow, double percentile) {
        return latency(flow(flow), percentile);
    }

    private SampledLatency samples(FlowModel flow) {
        return samples.computeIfAbsent(flow, sampler::sample);
    }

    private double latency(FlowModel flow, double percentile) {
        return samples(flow).percentile(percentile);
    }

    private double rate(FlowModel flow) {
        double most = 0;
        for (Node node : flow.nodes) {
            if (node.component >= 0 && state.chosen[node.component] != PlacementState.NONE) {
                CompiledOption option =
                        model.compiled(node.component, state.chosen[node.component]);
                most = Math.max(most, fixedUtilisation(option.first.site));
                if (option.second != null) {
                    most = Math.max(most, fixedUtilisation(option.second.site));
                }
            }
        }
        for (Arc arc : flow.arcs) {
            int from = state.outSite(arc.from);
            int to = state.inSite(arc.to);
            int[] route = from < 0 || to < 0 ? null : arc.routes.find(from, to);
            if (route != null) {
                for (int hop : route) {
                    most = Math.max(most, state.hopUtilisation(hop));
                }
            }
        }
        return most == 0 ? Double.POSITIVE_INFINITY : flow.flow.itemsPerSecond() / most;
    }

    /// Machines that come as needed limit no rate.
    private double fixedUtilisation(int site) {
        return model.sites.site(site).machines() instanceof Site.Machines.AsNeeded
                ? 0
                : state.siteUtilisation(site);
    }

    private double batteryHours(int site) {
        double watts = state.watts(site);
        return watts == 0
                ? Double.POSITIVE_INFINITY
                : model.sites.site(site).batteryWattHours().orElse(0) / watts;
    }

    private double linkUtilisation(String name) {
        for (int i = 0; i < model.links.size(); i++) {
            if (model.links.get(i).name().equals(name)) {
                return state.linkUtilisation(i);
            }
        }
        throw new IllegalArgumentException("link '" + name + "'");
    }

    private double stale(int component) {
        int option = state.chosen[component];
        return option == PlacementState.NONE ? 0 : model.option(component, option).staleSeconds();
    }

    private double quality(int component) {
        int option = state.chosen[component];
        return option == PlacementState.NONE
                ? Double.POSITIVE_INFINITY
                : model.option(component, option).quality().orElse(Double.NEGATIVE_INFINITY);
    }

    /// Machines of users with a part of the model.
    private double copies(int component) {
        int number = state.chosen[component];
        if (number == PlacementState.NONE) {
            return 0;
        }
        CompiledOption option = model.compiled(component, number);
        boolean isFirst =
                option.option.mode() != Mode.CACHED
                        && model.sites.site(option.first.site).isOfUser();
        boolean isSecond = option.second != null && model.sites.site(option.second.site).isOfUser();
        return (isFirst ? 1 : 0) + (isSecond ? 1 : 0);
    }

    private double sitesBeyond(String data, Set<String> allowed) {
        Set<Integer> reached = new TreeSet<>();
        for (FlowModel flow : model.flows) {
            for (Arc arc : flow.arcs) {
                if (arc.edge.data().filter(data::equals).isPresent()) {
                    reach(arc, reached);
                }
            }
        }
        int beyond = 0;
        for (int site : reached) {
            if (!allowed.contains(model.sites.site(site).name())) {
                beyond++;
            }
        }
        return beyond;
    }

    /// Sites at which the data of an edge is known.
    private void reach(Arc arc, Set<Integer> reached) {
        int from = state.outSite(arc.from);
        int to = state.inSite(arc.to);
        if (from >= 0) {
            reached.add(from);
        }
        if (to >= 0) {
            reached.add(to);
        }
        if (arc.to.component >= 0 && state.chosen[arc.to.component] != PlacementState.NONE) {
            CompiledOption option =
                    model.compiled(arc.to.component, state.chosen[arc.to.component]);
            if (option.second != null) {
                reached.add(option.second.site);
            }
        }
    }

    /// Classes of data at a site that it may not see.
    private double unseen(int site) {
        Set<String> allowed = model.sites.site(site).sees().orElse(Set.of());
        Set<String> seen = new TreeSet<>();
        for (FlowModel flow : model.flows) {
            for (Arc arc : flow.arcs) {
                Set<Integer> reached = new TreeSet<>();
                reach(arc, reached);
                if (reached.contains(site)) {
                    arc.edge.data().ifPresent(seen::add);
                }
            }
        }
        seen.removeAll(allowed);
        return seen.size();
    }

    private double offlineShare(FlowModel flow, OptionalDouble staleMax) {
        double share = 1;
        for (Arc arc : flow.arcs) {
            int from = state.outSite(arc.from);
            int to = state.inSite(arc.to);
            if (from >= 0
                    && to >= 0
                    && !model.gapFreeRoutes(arc.edge.itemBytes()).isConnected(from, to)) {
                return 0;
            }
        }
        for (Node node : flow.nodes) {
            if (node.component >= 0 && state.chosen[node.component] != PlacementState.NONE) {
                share *= offlineShare(node, staleMax);
            }
        }
        return share;
    }

    private double offlineShare(Node node, OptionalDouble staleMax) {
        CompiledOption option = model.compiled(node.component, state.chosen[node.component]);
        if (option.second == null) {
            return 1;
        }
        boolean isReachable =
                model.gapFreeRoutes(node.inBytes)
                        .isConnected(option.first.site, option.second.site);
        return switch (option.option.mode()) {
            case CACHED -> {
                boolean isFresh = option.option.staleSeconds() <= staleMax.orElse(Double.MAX_VALUE);
                yield (isFresh ? 1 - option.share : 0) + (isReachable ? option.share : 0);
            }
            case CUT -> isReachable ? 1 : 0;
            // A small model answers alone if the large one is away.
            case HYBRID, STATIC, CLIENT, SERVER -> 1;
        };
    }
}
