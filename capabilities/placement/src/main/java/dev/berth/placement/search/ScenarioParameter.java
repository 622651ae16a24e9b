package dev.berth.placement.search;

import dev.berth.placement.scenario.Component;
import dev.berth.placement.scenario.Flow;
import dev.berth.placement.scenario.Link;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.scenario.Site;
import dev.berth.placement.scenario.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Number of a scenario that could be another.
///
/// @param name of what the number belongs to
/// @param value in SI units now; the median of a distribution
public record ScenarioParameter(Kind kind, String name, double value) {
    /// What the number is.
    public enum Kind {
        USERS("users"),
        SESSION("length of a session"),
        RATE("rate of"),
        ITEM("size of an item"),
        SITE_PRICE("price of"),
        SITE_SPEED("speed of"),
        LINK_PRICE("price of"),
        BANDWIDTH("bandwidth of"),
        LATENCY("latency of"),
        SERVICE_TIME("time of");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /// The parameter in words.
    public String label() {
        return name.isEmpty() ? kind.words : kind.words + " " + name;
    }

    /// All parameters of a scenario that are not 0.
    public static List<ScenarioParameter> of(Scenario scenario) {
        List<ScenarioParameter> all = new ArrayList<>();
        all.add(new ScenarioParameter(Kind.USERS, "", scenario.workload().users()));
        all.add(new ScenarioParameter(Kind.SESSION, "", scenario.workload().sessionSeconds()));
        for (Flow flow : scenario.flows()) {
            all.add(new ScenarioParameter(Kind.RATE, flow.name(), flow.itemsPerSecond()));
            flow.edges()
                    .forEach(
                            edge ->
                                    all.add(
                                            new ScenarioParameter(
                                                    Kind.ITEM,
                                                    name(flow, edge),
                                                    edge.itemBytes())));
        }
        for (Site site : scenario.sites()) {
            all.add(new ScenarioParameter(Kind.SITE_PRICE, site.name(), site.dollarsPerHour()));
            all.add(new ScenarioParameter(Kind.SITE_SPEED, site.name(), site.speed()));
        }
        for (Link link : scenario.links()) {
            all.add(new ScenarioParameter(Kind.LINK_PRICE, link.name(), link.dollarsPerByte()));
            all.add(new ScenarioParameter(Kind.BANDWIDTH, link.name(), link.bytesPerSecondOut()));
            all.add(new ScenarioParameter(Kind.LATENCY, link.name(), link.latency().median()));
        }
        for (Component component : scenario.components()) {
            all.add(
                    new ScenarioParameter(
                            Kind.SERVICE_TIME,
                            component.name(),
                            component.variants().getFirst().time().median()));
        }
        return all.stream().filter(each -> each.value() > 0).toList();
    }

    private static String name(Flow flow, Flow.Edge edge) {
        return edge.from() + " → " + edge.to() + " in " + flow.name();
    }

    /// Whether only costs depend on it.
    boolean isPrice() {
        return kind == Kind.SITE_PRICE || kind == Kind.LINK_PRICE;
    }

    /// The scenario with this number multiplied. A distribution keeps its shape.
    public Scenario scaled(Scenario scenario, double factor) {
        Workload load = scenario.workload();
        return switch (kind) {
            case USERS -> with(scenario, load.scaled(factor, 1));
            case SESSION -> with(scenario, load.scaled(1, factor));
            case RATE, ITEM -> withFlows(scenario, flow -> scaled(flow, factor));
            case SITE_PRICE, SITE_SPEED -> withSites(scenario, site -> scaled(site, factor));
            case LINK_PRICE, BANDWIDTH, LATENCY ->
                    withLinks(scenario, link -> scaled(link, factor));
            case SERVICE_TIME -> scenario.withComponents(component -> scaled(component, factor));
        };
    }

    private Flow scaled(Flow flow, double factor) {
        if (kind == Kind.RATE) {
            return flow.name().equals(name)
                    ? new Flow(flow.name(), flow.itemsPerSecond() * factor, flow.edges())
                    : flow;
        }
        List<Flow.Edge> edges =
                flow.edges().stream()
                        .map(
                                edge ->
                                        name(flow, edge).equals(name)
                                                ? new Flow.Edge(
                                                        edge.from(),
                                                        edge.to(),
                                                        edge.itemBytes() * factor,
                                                        edge.data())
                                                : edge)
                        .toList();
        return new Flow(flow.name(), flow.itemsPerSecond(), edges);
    }

    private Site scaled(Site site, double factor) {
        if (!site.name().equals(name)) {
            return site;
        }
        boolean isPrice = kind == Kind.SITE_PRICE;
        return new Site(
                site.name(),
                site.machines(),
                site.cores(),
                site.speed() * (isPrice ? 1 : factor),
                site.memoryBytes(),
                site.storageBytes(),
                site.busyWatts(),
                site.idleWatts(),
                site.batteryWattHours(),
                site.dollarsPerHour() * (isPrice ? factor : 1),
                site.sees());
    }

    private Link scaled(Link link, double factor) {
        if (!link.name().equals(name)) {
            return link;
        }
        double bandwidth = kind == Kind.BANDWIDTH ? factor : 1;
        return new Link(
                link.name(),
                link.from(),
                link.to(),
                kind == Kind.LATENCY ? link.latency().times(factor) : link.latency(),
                link.bytesPerSecondOut() * bandwidth,
                link.bytesPerSecondBack() * bandwidth,
                link.loss(),
                link.joulesPerByte(),
                link.dollarsPerByte() * (kind == Kind.LINK_PRICE ? factor : 1),
                link.unavailable());
    }

    private Component scaled(Component component, double factor) {
        return component.name().equals(name)
                ? component.withVariants(
                        each -> each.with(each.time().times(factor), each.memoryBytes()))
                : component;
    }

    private static Scenario with(Scenario s, Workload workload) {
        return copy(s, workload, s.sites(), s.links(), s.components(), s.flows());
    }

    private static Scenario withFlows(Scenario s, UnaryOperator<Flow> change) {
        List<Flow> flows = s.flows().stream().map(change).toList();
        return copy(s, s.workload(), s.sites(), s.links(), s.components(), flows);
    }

    private static Scenario withSites(Scenario s, UnaryOperator<Site> change) {
        List<Site> sites = s.sites().stream().map(change).toList();
        return copy(s, s.workload(), sites, s.links(), s.components(), s.flows());
    }

    private static Scenario withLinks(Scenario s, UnaryOperator<Link> change) {
        List<Link> links = s.links().stream().map(change).toList();
        return copy(s, s.workload(), s.sites(), links, s.components(), s.flows());
    }

    private static Scenario copy(
            Scenario s,
            Workload workload,
            List<Site> sites,
            List<Link> links,
            List<Component> components,
            List<Flow> flows) {
        return new Scenario(
                s.name(),
                s.summary(),
                workload,
                s.productReleaseSeconds(),
                sites,
                links,
                s.ends(),
                components,
                flows,
                s.requirements(),
                s.sources());
    }
}
