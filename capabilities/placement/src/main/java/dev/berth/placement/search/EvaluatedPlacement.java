package dev.berth.placement.search;

import dev.berth.placement.model.PlacementModel;
import dev.berth.placement.model.PlacementState;
import dev.berth.placement.model.RequirementAmounts;
import dev.berth.placement.scenario.Requirement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A complete placement under one model. Latencies, which take the most time, are computed when
/// something depends on them. For one thread.
final class EvaluatedPlacement {
    private final PlacementModel model;
    private final int[] options;
    private final PlacementState state;
    private final RequirementAmounts amounts;
    private final List<Requirement> requirements;
    private @Nullable Boolean isAllowed;

    EvaluatedPlacement(PlacementModel model, List<Integer> placement) {
        this.model = model;
        options = new int[placement.size()];
        for (int i = 0; i < options.length; i++) {
            options[i] = placement.get(i);
        }
        requirements = model.cheapFirst(model.plainRequirements());
        state = new PlacementState(model);
        state.activate(requirements);
        state.place(options);
        amounts = new RequirementAmounts(state);
    }

    /// Dollars a month.
    double cost() {
        return state.cost();
    }

    boolean isAllowed() {
        if (isAllowed == null) {
            isAllowed = state.isRouted() && areMet();
        }
        return isAllowed;
    }

    private boolean areMet() {
        for (Requirement requirement : requirements) {
            if (!amounts.isMet(requirement)) {
                return false;
            }
        }
        return true;
    }

    /// Whether it is allowed, and the other one is not or is worse.
    boolean isBetterThan(EvaluatedPlacement other) {
        if (other.isAllowed() && PlanScore.isBeyond(cost(), other.cost())) {
            return false;
        }
        return isAllowed() && (!other.isAllowed() || score().compareTo(other.score()) < 0);
    }

    private PlanScore score() {
        return BranchAndBound.score(model, state, amounts, options);
    }
}
