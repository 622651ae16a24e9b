package dev.berth.placement.search;

import dev.berth.placement.model.PlacementModel;
import dev.berth.placement.model.PlacementState;
import dev.berth.placement.model.RequirementAmounts;
import dev.berth.placement.scenario.Requirement;
import dev.berth.placement.search.PlacementFront.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Search for the Pareto front: branch and bound where a partial placement is dropped if a known
/// point is at least as good as its bounds in everything. Of placements that are equal in all, the
/// first found stays.
public final class FrontSearch {
    private final PlacementModel model;
    private final List<Requirement> requirements;
    private final PlacementState state;
    private final RequirementAmounts amounts;
    private final int[] chosen;
    private final long nodesMax;
    private final List<Point> points = new ArrayList<>();
    private long nodes;

    private FrontSearch(PlacementModel model, long nodesMax) {
        this.model = model;
        this.nodesMax = nodesMax;
        requirements = model.cheapFirst(model.plainRequirements());
        state = new PlacementState(model);
        state.activate(requirements);
        amounts = new RequirementAmounts(state);
        chosen = new int[model.componentCount()];
    }

    /// Finds the front, beginning with a placement.
    ///
    /// @param best the cheapest placement, with which the search begins
    /// @param nodesMax partial and full placements that are looked at; beyond, the front is partial
    public static PlacementFront search(PlacementModel model, List<Integer> best, long nodesMax) {
        var search = new FrontSearch(model, nodesMax);
        search.begin(best);
        Arrays.fill(search.chosen, PlacementState.NONE);
        boolean isExact = search.descend(0);
        search.points.sort(
                Comparator.comparingDouble(Point::dollarsPerMonth)
                        .thenComparingDouble(Point::latency));
        return new PlacementFront(search.points, isExact);
    }

    private void begin(List<Integer> best) {
        int[] placement = best.stream().mapToInt(Integer::intValue).toArray();
        state.place(placement);
        amounts.reset();
        points.add(point(placement));
    }

    private Point point(int[] placement) {
        PlanScore score =
                new PlanScore(
                        state.cost(),
                        BranchAndBound.latencyScore(model, amounts),
                        state.userWatts(),
                        "");
        List<Integer> options =
                state.isComplete() ? Arrays.stream(placement).boxed().toList() : List.of();
        return new Point(
                options,
                score.cost(),
                score.latency(),
                score.watts(),
                state.staleSeconds(),
                state.quality());
    }

    /// @return false if the limit was reached
    private boolean descend(int component) {
        if (component == chosen.length) {
            return true;
        }
        for (int option = 0; option < model.optionCount(component); option++) {
            if (nodes++ >= nodesMax || Thread.currentThread().isInterrupted()) {
                return false;
            }
            chosen[component] = option;
            state.place(chosen);
            amounts.reset();
            boolean isOpen = state.isRouted() && isMet();
            if (isOpen && isNew() && !descend(component + 1)) {
                return false;
            }
            chosen[component] = PlacementState.NONE;
        }
        return true;
    }

    private boolean isMet() {
        return requirements.stream().allMatch(amounts::isMet);
    }

    private boolean isNew() {
        Point point = point(chosen);
        if (points.stream().anyMatch(known -> known.covers(point))) {
            return false;
        }
        if (state.isComplete()) {
            points.removeIf(point::covers);
            points.add(point);
        }
        return true;
    }
}
