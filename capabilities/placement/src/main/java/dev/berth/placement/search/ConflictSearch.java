package dev.berth.placement.search;

import dev.berth.placement.model.PlacementModel;
import dev.berth.placement.model.PlacementState;
import dev.berth.placement.model.RequirementAmounts;
import dev.berth.placement.scenario.Requirement;
import dev.berth.placement.scenario.StatedRequirement;
import dev.berth.placement.search.Conflict.Relaxation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/// Search for a minimal set of requirements that contradict each other.
///
/// A deletion filter: each requirement in turn is left out, for good if the others still contradict
/// each other. What remains is minimal, since leaving out less never makes fewer placements fit
/// (Chinneck and Dravnieks 1991). Capacities go first, so that stated requirements explain more.
public final class ConflictSearch {
    /// Nodes of one search; some seconds.
    private static final long NODES_MAX = 1_000_000;

    private final PlacementModel model;
    private boolean isMinimal = true;

    private ConflictSearch(PlacementModel model) {
        this.model = model;
    }

    /// Explains why no placement meets all requirements of a model.
    public static Conflict explain(PlacementModel model) {
        return new ConflictSearch(model).explain();
    }

    private Conflict explain() {
        List<StatedRequirement> rest = distinct();
        for (StatedRequirement each : List.copyOf(rest).reversed()) {
            List<StatedRequirement> others = new ArrayList<>(rest);
            others.remove(each);
            if (isContradictory(others)) {
                rest = others;
            }
        }
        return new Conflict(rest, relaxations(rest), isMinimal);
    }

    /// Each requirement once; capacities are last.
    private List<StatedRequirement> distinct() {
        List<StatedRequirement> all = new ArrayList<>();
        for (StatedRequirement stated : model.requirements()) {
            if (all.stream().noneMatch(each -> each.requirement().equals(stated.requirement()))) {
                all.add(stated);
            }
        }
        return all;
    }

    private boolean isContradictory(List<StatedRequirement> stated) {
        SearchResult result = search(plain(stated), new Goal.Any());
        isMinimal &= result.placement().isPresent() || result.isProved();
        return result.placement().isEmpty() && result.isProved();
    }

    private SearchResult search(List<Requirement> requirements, Goal goal) {
        return BranchAndBound.search(model, requirements, goal, NODES_MAX);
    }

    private static List<Requirement> plain(List<StatedRequirement> stated) {
        return stated.stream().map(StatedRequirement::requirement).toList();
    }

    private List<Relaxation> relaxations(List<StatedRequirement> conflict) {
        List<Relaxation> relaxations = new ArrayList<>();
        for (StatedRequirement stated : conflict) {
            Requirement requirement = stated.requirement();
            List<Requirement> others =
                    BranchAndBound.all(model).stream()
                            .filter(each -> !each.equals(requirement))
                            .toList();
            boolean isNumeric = RequirementAmounts.isNumeric(requirement);
            Goal goal = isNumeric ? new Goal.NearestTo(requirement) : new Goal.Any();
            search(others, goal)
                    .placement()
                    .map(found -> relaxation(stated, others, found))
                    .ifPresent(relaxations::add);
        }
        relaxations.sort(Comparator.comparingDouble(Relaxation::change));
        return relaxations;
    }

    private Relaxation relaxation(
            StatedRequirement stated, List<Requirement> others, List<Integer> placement) {
        Requirement requirement = stated.requirement();
        if (!RequirementAmounts.isNumeric(requirement)) {
            return new Relaxation(
                    stated, OptionalDouble.empty(), Double.POSITIVE_INFINITY, placement);
        }
        var state = new PlacementState(model);
        List<Requirement> active = new ArrayList<>(others);
        active.add(requirement);
        state.activate(active);
        state.place(placement.stream().mapToInt(Integer::intValue).toArray());
        double amount = new RequirementAmounts(state).amount(requirement);
        double limit = RequirementAmounts.limit(requirement);
        return new Relaxation(
                stated,
                OptionalDouble.of(amount),
                limit == 0 ? Double.POSITIVE_INFINITY : Math.abs(amount - limit) / limit,
                placement);
    }
}
