package dev.berth.placement.search;

import dev.berth.placement.model.PlacementModel;
import dev.berth.placement.model.PlacementState;
import dev.berth.placement.model.RequirementAmounts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Search for the values of parameters at which another plan wins.
///
/// Each parameter is multiplied by 4 and 16, and divided by them, until the planner finds another
/// plan. The point between at which that plan beats today's is found by bisection with these two
/// alone; if the planner finds a third plan just before it, that one takes its place, and so on
/// until today's plan is the best there. A plan that wins only between two steps is missed.
public final class SensitivitySearch {
    private static final double STEP = 4;
    private static final int STEPS = 2;

    /// A relative distance at which costs agree to far less than a percent.
    private static final double PRECISION = 1e-4;

    /// A greater change of a cost over that distance is a jump.
    private static final double JUMP = 2e-3;

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
            List<Integer> found = best(parameter, next);
            if (!found.equals(today)) {
                return Optional.of(boundary(parameter, same, next, found));
            }
            same = next;
        }
        return Optional.empty();
    }

    private BreakEven boundary(
            ScenarioParameter parameter, double from, double to, List<Integer> found) {
        double other = to;
        List<Integer> rival = found;
        while (true) {
            double same = from;
            while (Math.abs(Math.log(other / same)) > PRECISION) {
                double middle = Math.sqrt(same * other);
                if (isBeaten(scaled(parameter, middle), rival)) {
                    other = middle;
                } else {
                    same = middle;
                }
            }
            rival = best(parameter, same);
            if (rival.equals(today)) {
                return breakEven(parameter, same, other);
            }
            other = same;
        }
    }

    /// Whether today's plan is not allowed, or a rival is allowed and better.
    private boolean isBeaten(PlacementModel here, List<Integer> rival) {
        Optional<PlanScore> score = score(here, today);
        return score.isEmpty()
                || score(here, rival).filter(each -> each.compareTo(score.get()) < 0).isPresent();
    }

    private static Optional<PlanScore> score(PlacementModel model, List<Integer> placement) {
        if (placement.isEmpty()) {
            return Optional.empty();
        }
        PlacementState state = state(model, placement);
        var amounts = new RequirementAmounts(state);
        boolean isAllowed =
                state.isRouted() && BranchAndBound.all(model).stream().allMatch(amounts::isMet);
        int[] options = placement.stream().mapToInt(Integer::intValue).toArray();
        return isAllowed
                ? Optional.of(BranchAndBound.score(model, state, amounts, options))
                : Optional.empty();
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
        boolean isStep =
                differ(costToday, cost(before, today), JUMP)
                        || differ(costOther, cost(before, beyond), JUMP)
                        || differ(costToday, costOther, 0.01);
        BreakEven.Kind kind =
                isOfLimit
                        ? BreakEven.Kind.LIMIT
                        : isStep ? BreakEven.Kind.STEP : BreakEven.Kind.COST;
        return new BreakEven(parameter, other, value, kind, beyond, costToday, costOther);
    }

    private static boolean differ(double a, double b, double share) {
        return Math.abs(a - b) > share * Math.max(Math.abs(a), Math.abs(b));
    }

    /// The best placement with a parameter multiplied; empty if there is none.
    private List<Integer> best(ScenarioParameter parameter, double factor) {
        SearchResult result = BranchAndBound.cheapest(scaled(parameter, factor), today);
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
        return score(model, placement).isPresent();
    }
}
