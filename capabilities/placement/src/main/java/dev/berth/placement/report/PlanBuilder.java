package dev.berth.placement.report;

import dev.berth.placement.model.LatencyBudget;
import dev.berth.placement.model.PlacementGraph;
import dev.berth.placement.model.PlacementModel;
import dev.berth.placement.model.PlacementOption;
import dev.berth.placement.model.PlacementState;
import dev.berth.placement.model.RequirementAmounts;
import dev.berth.placement.report.Plan.Binding;
import dev.berth.placement.report.Plan.Budget;
import dev.berth.placement.report.Plan.CostPart;
import dev.berth.placement.report.Plan.FlowLatency;
import dev.berth.placement.report.Plan.LinkUse;
import dev.berth.placement.report.Plan.RequirementResult;
import dev.berth.placement.report.Plan.SiteUse;
import dev.berth.placement.scenario.Requirement;
import dev.berth.placement.scenario.Requirement.Latency;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.scenario.Site;
import dev.berth.placement.scenario.StatedRequirement;
import dev.berth.placement.search.BranchAndBound;
import dev.berth.placement.search.SearchResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Builder of the plan of one placement.
final class PlanBuilder {
    private final PlacementModel model;
    private final Scenario scenario;
    private final List<Integer> placement;
    private final PlacementState state;
    private final RequirementAmounts amounts;

    PlanBuilder(PlacementModel model, List<Integer> placement) {
        this.model = model;
        this.scenario = model.scenario();
        this.placement = List.copyOf(placement);
        state = new PlacementState(model);
        state.activate(BranchAndBound.all(model));
        state.place(placement.stream().mapToInt(Integer::intValue).toArray());
        amounts = new RequirementAmounts(state);
    }

    Plan build() {
        List<PlacementOption> options = options(placement);
        List<RequirementResult> results = model.requirements().stream().map(this::result).toList();
        List<Binding> binding = binding(results);
        double cost = state.cost();
        return new Plan(
                options,
                PlacementGraph.of(state),
                cost,
                cost / scenario.workload().users(),
                costs(),
                sites(),
                links(),
                scenario.flows().stream().map(flow -> latency(flow.name())).toList(),
                results,
                binding,
                budgets(results, binding),
                new ConsiderationsBuilder(
                                model, placement.stream().mapToInt(Integer::intValue).toArray())
                        .build());
    }

    private List<PlacementOption> options(List<Integer> numbers) {
        List<PlacementOption> options = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i++) {
            options.add(model.option(i, numbers.get(i)));
        }
        return options;
    }

    private RequirementResult result(StatedRequirement stated) {
        Requirement requirement = stated.requirement();
        double amount = amounts.amount(requirement);
        double limit = RequirementAmounts.limit(requirement);
        double room =
                !RequirementAmounts.isNumeric(requirement) || limit == 0
                        ? Double.POSITIVE_INFINITY
                        : (RequirementAmounts.isUpperLimit(requirement)
                                        ? limit - amount
                                        : amount - limit)
                                / limit;
        return new RequirementResult(stated, amount, limit, amounts.isMet(requirement), room);
    }

    private FlowLatency latency(String flow) {
        return new FlowLatency(
                flow,
                amounts.latency(flow, 0.5),
                amounts.latency(flow, 0.95),
                amounts.latency(flow, 0.99));
    }

    private List<CostPart> costs() {
        List<CostPart> parts = new ArrayList<>();
        for (int i = 0; i < scenario.sites().size(); i++) {
            add(parts, "machines", scenario.sites().get(i).name(), state.siteCost(i));
        }
        for (int i = 0; i < scenario.links().size(); i++) {
            String link = scenario.links().get(i).name();
            double updates =
                    state.packageBytesPerMonth(i) * scenario.links().get(i).dollarsPerByte();
            add(parts, "bytes", link, state.linkCost(i) - updates);
            add(parts, "updates", link, updates);
        }
        return parts;
    }

    private static void add(List<CostPart> parts, String kind, String place, double dollars) {
        if (dollars > 0) {
            parts.add(new CostPart(kind, place, dollars));
        }
    }

    private List<SiteUse> sites() {
        List<SiteUse> uses = new ArrayList<>();
        for (int i = 0; i < scenario.sites().size(); i++) {
            Site site = scenario.sites().get(i);
            uses.add(
                    new SiteUse(
                            site.name(),
                            state.machines(i),
                            state.siteUtilisation(i),
                            state.memoryBytes(i),
                            state.storageBytes(i),
                            site.isOfUser() ? state.watts(i) : 0));
        }
        return uses;
    }

    private List<LinkUse> links() {
        List<LinkUse> uses = new ArrayList<>();
        for (int i = 0; i < scenario.links().size(); i++) {
            uses.add(
                    new LinkUse(
                            scenario.links().get(i).name(),
                            state.linkBytes(i),
                            state.linkUtilisation(i),
                            state.linkBytesPerMonth(i),
                            state.packageBytesPerMonth(i)));
        }
        return uses;
    }

    /// Searches again without each requirement.
    private List<Binding> binding(List<RequirementResult> results) {
        List<Binding> binding = new ArrayList<>();
        double cost = state.cost();
        for (RequirementResult result : results) {
            Requirement requirement = result.stated().requirement();
            List<Requirement> others =
                    BranchAndBound.all(model).stream()
                            .filter(each -> !each.equals(requirement))
                            .toList();
            SearchResult found = BranchAndBound.cheapest(model, others, placement);
            found.placement()
                    .filter(other -> !other.equals(placement))
                    .ifPresent(
                            other ->
                                    binding.add(
                                            new Binding(
                                                    result.stated(),
                                                    result.amount(),
                                                    Math.max(0, cost - cost(other, others)),
                                                    changes(other))));
        }
        binding.sort(Comparator.comparingDouble(Binding::dollarsSaved).reversed());
        return binding;
    }

    private double cost(List<Integer> other, List<Requirement> requirements) {
        var without = new PlacementState(model);
        without.activate(requirements);
        without.place(other.stream().mapToInt(Integer::intValue).toArray());
        return without.cost();
    }

    private List<String> changes(List<Integer> other) {
        List<String> changes = new ArrayList<>();
        for (int i = 0; i < other.size(); i++) {
            if (!other.get(i).equals(placement.get(i))) {
                PlacementOption option = model.option(i, other.get(i));
                changes.add(option.component() + ": " + option.label());
            }
        }
        return changes;
    }

    private List<Budget> budgets(List<RequirementResult> results, List<Binding> binding) {
        Set<Requirement> ofBinding =
                binding.stream()
                        .map(each -> each.stated().requirement())
                        .collect(Collectors.toSet());
        return results.stream()
                .filter(each -> each.stated().requirement() instanceof Latency)
                .sorted(
                        Comparator.comparing(
                                        (RequirementResult each) ->
                                                !ofBinding.contains(each.stated().requirement()))
                                .thenComparingDouble(RequirementResult::room))
                .map(each -> budget((Latency) each.stated().requirement()))
                .toList();
    }

    private Budget budget(Latency latency) {
        return new Budget(
                latency.flow(),
                latency.percentile(),
                amounts.amount(latency),
                LatencyBudget.of(state, latency.flow(), latency.percentile()));
    }
}
