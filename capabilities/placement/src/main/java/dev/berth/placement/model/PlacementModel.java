package dev.berth.placement.model;

import dev.berth.placement.scenario.Component;
import dev.berth.placement.scenario.End;
import dev.berth.placement.scenario.Flow;
import dev.berth.placement.scenario.Link;
import dev.berth.placement.scenario.Requirement;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.scenario.Site;
import dev.berth.placement.scenario.StatedRequirement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// Scenario as numbers: the options of every component, routes, flows, all requirements.
///
/// A placement is the number of an option for each component, in the order of the scenario. Not
/// thread-safe, since samples are kept as they are drawn.
public final class PlacementModel {
    final Scenario scenario;
    final SiteNumbers sites;
    final List<Link> links;
    final List<FlowModel> flows;
    final RouteTable packageRoutes;
    final SampleStreams streams;
    final LatencyCache latencies;

    private final RouteTables routes;
    private final List<ComponentOptions> options;
    private final RequirementList requirements;
    private final Map<String, Integer> components = new LinkedHashMap<>();

    /// @param known model of a scenario with the same names, whose parts serve where their numbers
    ///   are the same
    private PlacementModel(Scenario scenario, @Nullable PlacementModel known) {
        this.scenario = scenario;
        streams = known == null ? new SampleStreams() : known.streams;
        latencies = known == null ? new LatencyCache() : known.latencies;
        links = scenario.links();
        boolean isSameSites = known != null && known.scenario.sites().equals(scenario.sites());
        sites = known != null && isSameSites ? known.sites : new SiteNumbers(scenario.sites());
        routes =
                known != null && known.routes.isOf(links)
                        ? known.routes
                        : new RouteTables(sites, links);
        for (Component component : scenario.components()) {
            components.put(component.name(), components.size());
        }
        packageRoutes = routes.find(0);
        options = compileOptions(known);
        flows = compileFlows(known);
        requirements =
                known != null
                                && isSameSites
                                && known.scenario.requirements().equals(scenario.requirements())
                        ? known.requirements
                        : new RequirementList(withCapacities(scenario));
    }

    /// Compiles a scenario whose names all refer to something.
    public static PlacementModel of(Scenario scenario) {
        return new PlacementModel(scenario, null);
    }

    /// The model of a scenario with the same names and other numbers. It shares the samples, and
    /// all that those numbers leave as it was.
    public PlacementModel withScenario(Scenario changed) {
        return new PlacementModel(changed, this);
    }

    private List<ComponentOptions> compileOptions(@Nullable PlacementModel known) {
        PlacementModel alike = known != null && computesLike(known) ? known : null;
        List<ComponentOptions> all = new ArrayList<>();
        for (int i = 0; i < scenario.components().size(); i++) {
            Component component = scenario.components().get(i);
            boolean isSame = alike != null && alike.scenario.components().get(i).equals(component);
            all.add(
                    alike != null && isSame
                            ? alike.options.get(i)
                            : new ComponentOptions(
                                    new OptionCompiler(scenario, sites, routes::find, component)
                                            .compile()));
        }
        return List.copyOf(all);
    }

    /// Whether components that are the same have the same options.
    private boolean computesLike(PlacementModel other) {
        return other.routes == routes
                && other.sites.computeLike(sites)
                && other.scenario.productReleaseSeconds() == scenario.productReleaseSeconds()
                && other.scenario.workload().users() == scenario.workload().users();
    }

    private List<FlowModel> compileFlows(@Nullable PlacementModel known) {
        PlacementModel alike =
                known != null
                                && known.routes == routes
                                && known.scenario.ends().equals(scenario.ends())
                        ? known
                        : null;
        Map<String, End> ends = new HashMap<>();
        scenario.ends().forEach(end -> ends.put(end.name(), end));
        var numbers = new StreamNumbers();
        List<FlowModel> all = new ArrayList<>();
        for (int i = 0; i < scenario.flows().size(); i++) {
            Flow flow = scenario.flows().get(i);
            if (alike != null && alike.flows.get(i).flow.edges().equals(flow.edges())) {
                FlowModel same = alike.flows.get(i);
                numbers.take(same.streamCount());
                all.add(same.flow.equals(flow) ? same : same.withRateOf(flow));
            } else {
                all.add(
                        FlowModel.of(
                                flow, ends, this::componentNumber, sites, routes::find, numbers));
            }
        }
        return List.copyOf(all);
    }

    private static List<StatedRequirement> withCapacities(Scenario scenario) {
        List<StatedRequirement> all = new ArrayList<>(scenario.requirements());
        for (Site site : scenario.sites()) {
            String name = site.name();
            if (!(site.machines() instanceof Site.Machines.AsNeeded)) {
                all.add(ofSite(new Requirement.SiteUtilisation(name)));
            }
            all.add(ofSite(new Requirement.Memory(name, site.memoryBytes())));
            all.add(ofSite(new Requirement.Storage(name, site.storageBytes())));
            if (site.sees().isPresent()) {
                all.add(ofSite(new Requirement.Visibility(name)));
            }
        }
        for (Link link : scenario.links()) {
            all.add(ofSite(new Requirement.LinkUtilisation(link.name())));
        }
        return List.copyOf(all);
    }

    private static StatedRequirement ofSite(Requirement requirement) {
        return new StatedRequirement(requirement, "", 0);
    }

    /// All requirements: those of the scenario, then the capacities of sites and links.
    public List<StatedRequirement> requirements() {
        return requirements.stated;
    }

    /// The same without reasons.
    public List<Requirement> plainRequirements() {
        return requirements.all;
    }

    /// Those that limit a latency.
    public List<Requirement.Latency> latencyRequirements() {
        return requirements.latencies;
    }

    /// Requirements each once, in the order in which they are cheap to check.
    public List<Requirement> cheapFirst(List<Requirement> some) {
        return requirements.all.equals(some)
                ? requirements.cheapFirst
                : RequirementList.cheapFirst(some);
    }

    FlowModel flow(String name) {
        for (FlowModel each : flows) {
            if (each.flow.name().equals(name)) {
                return each;
            }
        }
        throw new IllegalArgumentException("flow '" + name + "'");
    }

    public Scenario scenario() {
        return scenario;
    }

    /// The greatest quality of a component's options; empty if none has one.
    public OptionalDouble bestQuality(int component) {
        return options.get(component).bestQuality;
    }

    /// Whether items take the same links as in a model with other numbers.
    public boolean isRoutedLike(PlacementModel other) {
        return routes == other.routes || routes.leadAlike(other.routes);
    }

    /// Mean seconds of service of an item.
    public double serviceSeconds(int component, int number) {
        CompiledOption option = compiled(component, number);
        Stage second = option.second;
        return option.first.meanSeconds + (second == null ? 0 : option.share * second.meanSeconds);
    }

    public int componentCount() {
        return options.size();
    }

    public int optionCount(int component) {
        return options.get(component).all.size();
    }

    public PlacementOption option(int component, int number) {
        return options.get(component).all.get(number).option;
    }

    /// The number of placements.
    public double placementCount() {
        return options.stream().mapToDouble(each -> each.all.size()).reduce(1, (a, b) -> a * b);
    }

    CompiledOption compiled(int component, int number) {
        return options.get(component).all.get(number);
    }

    ComponentOptions options(int component) {
        return options.get(component);
    }

    int componentNumber(String name) {
        Integer number = components.get(name);
        if (number == null) {
            throw new IllegalArgumentException(
                    "component '" + name + "' (expected: one of " + components.keySet() + ")");
        }
        return number;
    }

    /// Routes over links that are always there.
    RouteTable gapFreeRoutes(double bytes) {
        return routes.findGapFree(bytes);
    }
}
