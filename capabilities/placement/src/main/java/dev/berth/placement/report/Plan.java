package dev.berth.placement.report;

import dev.berth.placement.model.LatencyBudget;
import dev.berth.placement.model.PlacementGraph;
import dev.berth.placement.model.PlacementOption;
import dev.berth.placement.scenario.StatedRequirement;
import java.util.List;

/// A placement with what follows from it.
///
/// @param options one for each component, in the order of the scenario
/// @param graph what runs where, and what is sent between
/// @param costs parts of the cost a month that are not 0
/// @param results all requirements, those of capacity last
/// @param binding requirements without which another placement would be best, the dearest first
/// @param budgets parts of the limited latencies: those that bind, then those with the least room
public record Plan(
        List<PlacementOption> options,
        PlacementGraph graph,
        double dollarsPerMonth,
        double dollarsPerUserMonth,
        List<CostPart> costs,
        List<SiteUse> sites,
        List<LinkUse> links,
        List<FlowLatency> flows,
        List<RequirementResult> results,
        List<Binding> binding,
        List<Budget> budgets,
        List<Considerations> considerations) {

    /// Part of the cost of a month.
    ///
    /// @param kind `machines` of a site, `bytes` on a link, `updates` on a link
    public record CostPart(String kind, String place, double dollarsPerMonth) {}

    /// Use of a site.
    ///
    /// @param machines of a shared site in the busiest hour; 1 of a user's
    /// @param utilisation share of the time that its cores are busy
    /// @param watts of a user's machine in a session
    public record SiteUse(
            String site,
            double machines,
            double utilisation,
            double memoryBytes,
            double storageBytes,
            double watts) {}

    /// Use of a link.
    ///
    /// @param bytesPerSecond of one user in a session
    /// @param utilisation of the fuller direction
    /// @param packageBytesPerMonth of all users: updates and responses made ahead
    public record LinkUse(
            String link,
            double bytesPerSecond,
            double utilisation,
            double bytesPerMonth,
            double packageBytesPerMonth) {}

    public record FlowLatency(String flow, double p50, double p95, double p99) {}

    /// Amount of a requirement under the plan.
    ///
    /// @param room share of the limit that is left; empty for what is no number
    public record RequirementResult(
            StatedRequirement stated, double amount, double limit, boolean isMet, double room) {}

    /// Requirement without which another plan would be best.
    ///
    /// @param dollarsSaved a month without the requirement
    public record Binding(
            StatedRequirement stated, double amount, double dollarsSaved, List<String> instead) {
        public Binding {
            instead = List.copyOf(instead);
        }
    }

    /// Percentile of a latency in its parts.
    ///
    /// @param seconds the percentile, the sum of the parts
    public record Budget(
            String flow, double percentile, double seconds, List<LatencyBudget.Part> parts) {
        public Budget {
            parts = List.copyOf(parts);
        }
    }

    public Plan {
        options = List.copyOf(options);
        costs = List.copyOf(costs);
        sites = List.copyOf(sites);
        links = List.copyOf(links);
        flows = List.copyOf(flows);
        results = List.copyOf(results);
        binding = List.copyOf(binding);
        budgets = List.copyOf(budgets);
        considerations = List.copyOf(considerations);
    }
}
