package dev.berth.placement.search;

import dev.berth.placement.model.PlacementModel;
import dev.berth.placement.model.PlacementState;
import dev.berth.placement.model.RequirementAmounts;
import dev.berth.placement.scenario.Requirement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Evaluation of every placement, the oracle of the searches.
final class BruteForce {
    private final PlacementModel model;
    private final Collection<Requirement> requirements;
    private final PlacementState state;
    private final RequirementAmounts amounts;

    BruteForce(PlacementModel model, Collection<Requirement> requirements) {
        this.model = model;
        this.requirements = List.copyOf(requirements);
        state = new PlacementState(model);
        state.activate(requirements);
        amounts = new RequirementAmounts(state);
    }

    /// A placement that meets all requirements.
    record Fitting(List<Integer> placement, PlanScore score, PlacementFront.Point point) {}

    static Optional<Fitting> best(PlacementModel model, Collection<Requirement> requirements) {
        Fitting[] best = new Fitting[1];
        new BruteForce(model, requirements)
                .forEach(
                        each -> {
                            if (best[0] == null || each.score().compareTo(best[0].score()) < 0) {
                                best[0] = each;
                            }
                        });
        return Optional.ofNullable(best[0]);
    }

    static List<Fitting> all(PlacementModel model) {
        List<Fitting> all = new ArrayList<>();
        new BruteForce(model, BranchAndBound.all(model)).forEach(all::add);
        return all;
    }

    private void forEach(Consumer<Fitting> consumer) {
        visit(new int[model.componentCount()], 0, consumer);
    }

    private void visit(int[] placement, int component, Consumer<Fitting> consumer) {
        if (component == placement.length) {
            evaluate(placement).ifPresent(consumer);
            return;
        }
        for (int option = 0; option < model.optionCount(component); option++) {
            placement[component] = option;
            visit(placement, component + 1, consumer);
        }
    }

    private Optional<Fitting> evaluate(int[] placement) {
        state.place(placement);
        amounts.reset();
        if (!state.isRouted() || !requirements.stream().allMatch(amounts::isMet)) {
            return Optional.empty();
        }
        PlanScore score = BranchAndBound.score(model, state, amounts, placement);
        List<Integer> options = Arrays.stream(placement).boxed().toList();
        return Optional.of(
                new Fitting(
                        options,
                        score,
                        new PlacementFront.Point(
                                options,
                                score.cost(),
                                score.latency(),
                                score.watts(),
                                state.staleSeconds(),
                                state.quality())));
    }
}
