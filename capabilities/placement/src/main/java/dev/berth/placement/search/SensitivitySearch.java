package dev.berth.placement.search;

import dev.berth.placement.model.PlacementModel;
import dev.berth.placement.model.PlacementState;
import dev.berth.placement.model.RequirementAmounts;
import dev.berth.placement.scenario.Requirement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Search for the values of parameters at which another plan wins.
///
/// Each parameter is doubled and halved up to a sixteenfold change, until the planner finds another
/// plan; the point between is found by bisection. A plan that wins only between two of these steps
/// is missed.
public final class SensitivitySearch {
    private static final double STEP = 2;
    private static final int STEPS = 4;

    /// A relative distance at which costs agree to far less than a percent.
    private static final double PRECISION = 1e-7;

    private final PlacementModel model;
    private final List<Integer> today;
    private final long nodesMax;
    private long nodes;

    private SensitivitySearch(PlacementModel model, List<Integer> today, long nodesMax) {
        this.model = model;
        this.today = List.copyOf(today);
        this.nodesMax = nodesMax;
    }

    /// What was found.
    ///
    /// @param breakEvens the smallest change first
    /// @param skipped parameters that were not tried, since the search reached its limit
    public record Sensitivity(List<BreakEven> breakEvens, List<ScenarioParameter> skipped) {
        public Sensitivity {
            breakEvens = List.copyOf(breakEvens);
            skipped = List.copyOf(skipped);
        }
    }

    /// Finds the break-evens of the best plan.
    ///
    /// @param nodesMax nodes of all searches together, after which no further parameter is tried
    public static Sensitivity search(PlacementModel model, List<Integer> today, long nodesMax) {
        return new SensitivitySearch(model, today, nodesMax).run();
    }

    private Sensitivity run() {
        List<BreakEven> found = new ArrayList<>();
        List<ScenarioParameter> skipped = new ArrayList<>();
        for (ScenarioParameter parameter : ScenarioParameter.of(model.scenario())) {
            if (nodes >= nodesMax) {
                skipped.add(parameter);
                continue;
            }
            search(parameter, STEP).ifPresent(found::add);
            search(parameter, 1 / STEP).ifPresent(found::add);
        }
        found.sort(Comparator.comparingDouble(each -> Math.abs(Math.log(each.factor()))));
        return new Sensitivity(found, skipped);
    }

    private Optional<BreakEven> search(ScenarioParameter parameter, double step) {
        double same = 1;
        for (int i = 0; i < STEPS; i++) {
            double next = same * step;
            if (!best(parameter, next).equals(today)) {
                return Optional.of(bisect(parameter, same, next));
            }
            same = next;
        }
        return Optional.empty();
    }

    private BreakEven bisect(ScenarioParameter parameter, double from, double to) {
        double same = from;
        double other = to;
        while (Math.abs(Math.log(other / same)) > PRECISION) {
            double middle = Math.sqrt(same * other);
            if (best(parameter, middle).equals(today)) {
                same = middle;
            } else {
                other = middle;
            }
        }
        return breakEven(parameter, same, other);
    }

    private BreakEven breakEven(ScenarioParameter parameter, double same, double other) {
        List<Integer> beyond = best(parameter, other);
        double value = parameter.value() * other;
        PlacementModel here = scaled(parameter, other);
        PlacementModel before = scaled(parameter, same);
        double costToday = cost(here, today);
        if (beyond.isEmpty()) {
            return new BreakEven(
                    parameter, other, value, BreakEven.Kind.END, beyond, costToday, Double.NaN);
        }
        double costOther = cost(here, beyond);
        boolean isOfLimit = !isAllowed(here, today) || !isAllowed(before, beyond);
        boolean isSame =
                Math.abs(costToday - costOther)
                        <= 0.01 * Math.max(Math.abs(costToday), Math.abs(costOther));
        BreakEven.Kind kind =
                isOfLimit
                        ? BreakEven.Kind.LIMIT
                        : isSame ? BreakEven.Kind.COST : BreakEven.Kind.STEP;
        return new BreakEven(parameter, other, value, kind, beyond, costToday, costOther);
    }

    /// The best placement with a parameter multiplied; empty if there is none.
    private List<Integer> best(ScenarioParameter parameter, double factor) {
        SearchResult result = BranchAndBound.cheapest(scaled(parameter, factor));
        nodes += result.nodes();
        return result.placement().orElse(List.of());
    }

    private PlacementModel scaled(ScenarioParameter parameter, double factor) {
        return model.withScenario(parameter.scaled(model.scenario(), factor));
    }

    private static PlacementState state(PlacementModel model, List<Integer> placement) {
        var state = new PlacementState(model);
        state.activate(BranchAndBound.all(model));
        state.place(placement.stream().mapToInt(Integer::intValue).toArray());
        return state;
    }

    private static double cost(PlacementModel model, List<Integer> placement) {
        return state(model, placement).cost();
    }

    private static boolean isAllowed(PlacementModel model, List<Integer> placement) {
        PlacementState state = state(model, placement);
        var amounts = new RequirementAmounts(state);
        for (Requirement requirement : BranchAndBound.all(model)) {
            if (!amounts.isMet(requirement)) {
                return false;
            }
        }
        return state.isRouted();
    }
}
