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

    /// Least times of service of components without a place, by their node in a flow.
    final Map<FlowModel.Node, double[]> leastServices = new HashMap<>();

    private final Map<Double, RouteTable> routes = new HashMap<>();
    private final Map<Double, RouteTable> gapFreeRoutes = new HashMap<>();
    private final List<List<CompiledOption>> options;
    private final List<StatedRequirement> requirements;
    private final Map<String, Integer> components = new LinkedHashMap<>();

    private PlacementModel(Scenario scenario, SampleStreams streams) {
        this.streams = streams;
        this.scenario = scenario;
        this.sites = new SiteNumbers(scenario.sites());
        this.links = scenario.links();
        for (Component component : scenario.components()) {
            components.put(component.name(), components.size());
        }
        this.packageRoutes = routes(0);
        this.options = compileOptions();
        this.flows = compileFlows();
        this.requirements = withCapacities(scenario);
    }

    /// Compiles a scenario whose names all refer to something.
    public static PlacementModel of(Scenario scenario) {
        return new PlacementModel(scenario, new SampleStreams());
    }

    /// The model of a scenario with the same names and other numbers. It shares the samples.
    public PlacementModel withScenario(Scenario changed) {
        return new PlacementModel(changed, streams);
    }

    private List<List<CompiledOption>> compileOptions() {
        List<List<CompiledOption>> all = new ArrayList<>();
        for (Component component : scenario.components()) {
            all.add(new OptionCompiler(scenario, sites, this::routes, component).compile());
        }
        return List.copyOf(all);
    }

    private List<FlowModel> compileFlows() {
        Map<String, End> ends = new HashMap<>();
        scenario.ends().forEach(end -> ends.put(end.name(), end));
        var numbers = new StreamNumbers();
        List<FlowModel> all = new ArrayList<>();
        for (Flow flow : scenario.flows()) {
            all.add(FlowModel.of(flow, ends, this::componentNumber, sites, this::routes, numbers));
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
        return requirements;
    }

    public Scenario scenario() {
        return scenario;
    }

    /// The greatest quality of a component's options; empty if none has one.
    public OptionalDouble bestQuality(int component) {
        return options.get(component).stream()
                .map(each -> each.option.quality())
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .max();
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
        return options.get(component).size();
    }

    public PlacementOption option(int component, int number) {
        return options.get(component).get(number).option;
    }

    /// The number of placements.
    public double placementCount() {
        return options.stream().mapToDouble(List::size).reduce(1, (a, b) -> a * b);
    }

    CompiledOption compiled(int component, int number) {
        return options.get(component).get(number);
    }

    List<CompiledOption> compiled(int component) {
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

    RouteTable routes(double bytes) {
        return routes.computeIfAbsent(
                bytes, each -> new RouteTable(sites, scenario.links(), each, false));
    }

    /// Routes over links that are always there.
    RouteTable gapFreeRoutes(double bytes) {
        return gapFreeRoutes.computeIfAbsent(
                bytes, each -> new RouteTable(sites, scenario.links(), each, true));
    }
}
