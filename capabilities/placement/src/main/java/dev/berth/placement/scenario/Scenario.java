package dev.berth.placement.scenario;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Situation that a plan is made for.
///
/// @param productReleaseSeconds time between two releases of the product
/// @param sources of numbers that were taken from elsewhere, and of the speeds of sites
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
        List<StatedRequirement> requirements,
        List<NumberSource> sources) {

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
        sources = List.copyOf(sources);
    }

    /// A scenario with numbers of its own.
    public Scenario(
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
        this(
                name,
                summary,
                workload,
                productReleaseSeconds,
                sites,
                links,
                ends,
                components,
                flows,
                requirements,
                List.of());
    }

    /// The same scenario with each component changed.
    public Scenario withComponents(UnaryOperator<Component> change) {
        return new Scenario(
                name,
                summary,
                workload,
                productReleaseSeconds,
                sites,
                links,
                ends,
                components.stream().map(change).toList(),
                flows,
                requirements,
                sources);
    }

    /// The source of the speed of a site, with its error bar.
    public Optional<NumberSource> findSpeed(String site) {
        return sources.stream()
                .filter(each -> each.quantity() == NumberSource.Quantity.SPEED)
                .filter(each -> each.subject().equals(site))
                .findFirst();
    }
}
