package dev.berth.placement.search;

import dev.berth.placement.scenario.Component;
import dev.berth.placement.scenario.Component.Cache;
import dev.berth.placement.scenario.Component.Cut;
import dev.berth.placement.scenario.Component.Hybrid;
import dev.berth.placement.scenario.Component.Kind;
import dev.berth.placement.scenario.Component.Threshold;
import dev.berth.placement.scenario.Distribution;
import dev.berth.placement.scenario.End;
import dev.berth.placement.scenario.Flow;
import dev.berth.placement.scenario.Flow.Edge;
import dev.berth.placement.scenario.Link;
import dev.berth.placement.scenario.Requirement;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.scenario.Site;
import dev.berth.placement.scenario.StatedRequirement;
import dev.berth.placement.scenario.Variant;
import dev.berth.placement.scenario.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;

/// Small random scenarios of all modes, with ties where prices are 0 and variants equal.
public final class RandomScenarios {
    private final SplittableRandom random;

    public RandomScenarios(long seed) {
        random = new SplittableRandom(seed);
    }

    public Scenario next() {
        return withComponents(1 + random.nextInt(3));
    }

    public Scenario withComponents(int count) {
        List<Site> sites = sites();
        List<Component> components = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            components.add(component("c" + i));
        }
        List<Flow> flows = flows(components);
        return new Scenario(
                "random",
                "",
                new Workload(
                        Math.rint(between(1, 20_000)),
                        between(1, 20) / 86_400,
                        between(10, 900),
                        3),
                between(10, 200) * 86_400,
                sites,
                links(sites),
                List.of(new End("source", "device"), new End("sink", "device")),
                components,
                flows,
                requirements(components, flows));
    }

    private boolean chance(double share) {
        return random.nextDouble() < share;
    }

    /// Evenly over orders of magnitude.
    private double between(double low, double high) {
        return low * Math.pow(high / low, random.nextDouble());
    }

    private List<Site> sites() {
        List<Site> sites = new ArrayList<>();
        sites.add(site("device", new Site.Machines.EachUser(), 0.1));
        if (chance(0.4)) {
            sites.add(site("phone", new Site.Machines.EachUser(), 0.5));
        }
        sites.add(
                site(
                        "edge",
                        chance(0.5)
                                ? new Site.Machines.Count(1 + random.nextInt(20))
                                : new Site.Machines.AsNeeded(0.6),
                        1));
        if (chance(0.4)) {
            sites.add(site("cloud", new Site.Machines.AsNeeded(0.7), 2));
        }
        return sites;
    }

    private Site site(String name, Site.Machines machines, double speed) {
        boolean isOfUser = machines instanceof Site.Machines.EachUser;
        return new Site(
                name,
                machines,
                1 + random.nextInt(8),
                between(speed / 2, speed * 2),
                between(1e8, 1e10),
                between(1e8, 1e10),
                between(0.1, 2),
                between(0.05, 0.5),
                isOfUser ? OptionalDouble.of(between(1, 20)) : OptionalDouble.empty(),
                isOfUser || chance(0.3) ? 0 : between(0.1, 2),
                chance(0.1) ? Optional.of(Set.of("text")) : Optional.empty());
    }

    private List<Link> links(List<Site> sites) {
        List<Link> links = new ArrayList<>();
        for (int i = 1; i < sites.size(); i++) {
            links.add(link("link" + i, sites.get(i - 1).name(), sites.get(i).name()));
        }
        if (sites.size() > 2 && chance(0.5)) {
            links.add(link("short", "device", sites.getLast().name()));
        }
        return links;
    }

    private Link link(String name, String from, String to) {
        double p50 = between(0.001, 0.1);
        return new Link(
                name,
                from,
                to,
                chance(0.5)
                        ? new Distribution.Lognormal(p50, p50 * between(1.1, 5))
                        : new Distribution.Uniform(p50, p50 * 3),
                between(1e5, 1e8),
                between(1e5, 1e8),
                chance(0.5) ? 0 : between(1e-4, 0.05),
                between(1e-9, 3e-7),
                chance(0.5) ? 0 : between(1e-11, 1e-8),
                chance(0.5) ? 0 : 0.1);
    }

    private Component component(String name) {
        List<Variant> variants = new ArrayList<>();
        variants.add(variant("large", 1));
        if (chance(0.5)) {
            variants.add(chance(0.2) ? renamed(variants.getFirst()) : variant("small", 0.3));
        }
        boolean isHybrid = variants.size() > 1 && chance(0.4);
        return new Component(
                name,
                Kind.MODEL,
                variants,
                chance(0.3)
                        ? List.of(new Cut(between(0.1, 0.9), between(0.1, 0.9), between(1e2, 1e5)))
                        : List.of(),
                chance(0.3) ? Optional.of(cache()) : Optional.empty(),
                isHybrid ? Optional.of(hybrid()) : Optional.empty(),
                chance(0.4) ? OptionalDouble.of(between(1, 30) * 86_400) : OptionalDouble.empty(),
                Set.of(),
                Set.of());
    }

    private Variant renamed(Variant variant) {
        return new Variant(
                "small",
                variant.time(),
                variant.cores(),
                variant.memoryBytes(),
                variant.storageBytes(),
                variant.quality(),
                variant.origin());
    }

    private Variant variant(String name, double scale) {
        double p50 = between(0.001, 0.2) * scale;
        return new Variant(
                name,
                new Distribution.Lognormal(p50, p50 * between(1.05, 3)),
                chance(0.7) ? 1 : 2,
                between(1e6, 2e9) * scale,
                between(1e6, 2e9) * scale,
                OptionalDouble.of(1 - random.nextDouble() * 0.3),
                new Variant.Origin.Declared());
    }

    private Cache cache() {
        return new Cache(
                chance(0.3),
                between(10, 1e5),
                between(10, 1e4),
                chance(0.2) ? 1 : random.nextDouble(),
                between(0.1, 10) * 86_400,
                new Distribution.Fixed(0.001));
    }

    private Hybrid hybrid() {
        List<Threshold> thresholds = new ArrayList<>();
        thresholds.add(new Threshold(0.7, 0.1, OptionalDouble.of(0.85)));
        if (chance(0.5)) {
            thresholds.add(new Threshold(0.9, 0.4, OptionalDouble.of(0.93)));
        }
        return new Hybrid("small", thresholds);
    }

    private List<Flow> flows(List<Component> components) {
        List<Edge> edges = new ArrayList<>();
        String before = "source";
        for (Component component : components) {
            edges.add(edge(before, component.name()));
            if (chance(0.2) && !before.equals("source")) {
                edges.add(edge("source", component.name()));
            }
            before = component.name();
        }
        edges.add(edge(before, "sink"));
        List<Flow> flows = new ArrayList<>();
        flows.add(new Flow("main", between(0.01, 10), edges));
        if (chance(0.3)) {
            String name = components.getFirst().name();
            flows.add(
                    new Flow(
                            "side",
                            between(0.01, 5),
                            List.of(edge("source", name), edge(name, "sink"))));
        }
        return flows;
    }

    private Edge edge(String from, String to) {
        return new Edge(
                from,
                to,
                between(10, 1e6),
                chance(0.5) ? Optional.of(chance(0.5) ? "image" : "text") : Optional.empty());
    }

    private List<StatedRequirement> requirements(List<Component> components, List<Flow> flows) {
        List<Requirement> all = new ArrayList<>();
        String component = components.getLast().name();
        String flow = flows.getLast().name();
        add(all, 0.7, new Requirement.Latency("main", chance(0.5) ? 0.95 : 0.5, between(0.01, 2)));
        add(all, 0.3, new Requirement.Latency(flow, 0.99, between(0.01, 2)));
        add(all, 0.2, new Requirement.Rate(flow, between(0.1, 20)));
        add(all, 0.2, new Requirement.Memory("device", between(1e7, 2e9)));
        add(all, 0.2, new Requirement.Storage("device", between(1e7, 2e9)));
        add(all, 0.2, new Requirement.Battery("device", between(0.5, 30)));
        add(all, 0.2, new Requirement.Power("device", between(0.1, 3)));
        add(all, 0.15, new Requirement.Offline(flow, 0.5, OptionalDouble.of(between(1e4, 1e6))));
        add(all, 0.15, new Requirement.Private("image", Set.of("device", "phone")));
        add(all, 0.2, new Requirement.CostPerUserMonth(between(0.01, 10)));
        add(all, 0.1, new Requirement.CostPerMonth(between(10, 1e5)));
        add(all, 0.2, new Requirement.Fresh(component, between(1, 100) * 86_400));
        add(all, 0.2, new Requirement.Quality(component, between(0.7, 1)));
        add(all, 0.15, new Requirement.Telemetry(component, 0.1, "edge"));
        add(all, 0.15, new Requirement.NotCopied(component));
        List<StatedRequirement> stated = new ArrayList<>();
        all.forEach(each -> stated.add(new StatedRequirement(each, "", stated.size() + 1)));
        return stated;
    }

    private void add(List<Requirement> all, double share, Requirement requirement) {
        if (chance(share)) {
            all.add(requirement);
        }
    }
}
