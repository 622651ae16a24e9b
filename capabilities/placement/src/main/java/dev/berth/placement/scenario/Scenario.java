package dev.berth.placement.scenario;

import java.util.List;

/// Situation that a plan is made for.
///
/// @param productReleaseSeconds time between two releases of the product
public record Scenario(
        String name,
        String summary,
        Workload workload,
        double productReleaseSeconds,
        List<Site> sites,
        List<Link> links,
        List<End> ends,
        List<Component> components,
        List<Flow> flows,
        List<StatedRequirement> requirements) {

    /// Hours of a month, as clouds bill them: 365 × 24 / 12.
    public static final double MONTH_HOURS = 730;

    public static final double MONTH_SECONDS = MONTH_HOURS * 3600;

    public Scenario {
        sites = List.copyOf(sites);
        links = List.copyOf(links);
        ends = List.copyOf(ends);
        components = List.copyOf(components);
        flows = List.copyOf(flows);
        requirements = List.copyOf(requirements);
    }
}
