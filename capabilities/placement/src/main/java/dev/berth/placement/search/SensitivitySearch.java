package dev.berth.placement.search;

import dev.berth.placement.model.PlacementModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Search for the values of parameters at which another plan wins.
///
/// Each parameter is multiplied by 4 and 16, and divided by them, until the planner finds another
/// plan. The point between at which that plan beats today's is found by bisection with these two
/// alone; if the planner finds a third plan just before it, that one takes its place, and so on
/// until today's plan is the best there. A plan that wins only between two steps is missed. Nothing
/// is searched where no plan can have become better ([UnaffectedPlan]).
public final class SensitivitySearch {
    private static final double[] FACTORS = {4, 16};

    /// The costs of placements are linear in a price, and a price changes nothing else: a plan that
    /// is the best at both ends is the best between.
    private static final double[] PRICE_FACTORS = {16};

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
            search(parameter, true).ifPresent(found::add);
            search(parameter, false).ifPresent(found::add);
        }
        found.sort(Comparator.comparingDouble(each -> Math.abs(Math.log(each.factor()))));
        return new Sensitivity(found, skipped);
    }

    private Optional<BreakEven> search(ScenarioParameter parameter, boolean isGrowing) {
        double[] factors = parameter.isPrice() ? PRICE_FACTORS : FACTORS;
        double same = 1;
        for (double each : factors) {
            double next = isGrowing ? each : 1 / each;
            PlacementModel there = scaled(parameter, next);
            if (UnaffectedPlan.isBestStill(parameter, next, model, there, today)) {
                return Optional.empty();
            }
            List<Integer> found = best(there, today);
            if (!found.equals(today)) {
                return Optional.of(boundary(parameter, same, new Rivalry(next, there, found)));
            }
            same = next;
        }
        return Optional.empty();
    }

    private BreakEven boundary(ScenarioParameter parameter, double from, Rivalry beyond) {
        Rivalry other = beyond;
        while (true) {
            Rivalry before = rivalry(parameter, from, other.rival);
            while (Math.abs(Math.log(other.factor / before.factor)) > PRECISION) {
                double factor = Math.sqrt(before.factor * other.factor);
                Rivalry middle = rivalry(parameter, factor, other.rival);
                if (middle.isLost()) {
                    other = middle;
                } else {
                    before = middle;
                }
            }
            List<Integer> found = best(before.model, today);
            if (found.equals(today)) {
                return breakEven(parameter, before, other);
            }
            other = new Rivalry(before.factor, before.model, found);
        }
    }

    private Rivalry rivalry(ScenarioParameter parameter, double factor, List<Integer> rival) {
        return new Rivalry(factor, scaled(parameter, factor), rival);
    }

    /// Today's plan and another one at a value of a parameter.
    private final class Rivalry {
        final double factor;
        final PlacementModel model;
        final List<Integer> rival;
        final EvaluatedPlacement mine;

        /// @param rival empty if no plan is allowed
        Rivalry(double factor, PlacementModel model, List<Integer> rival) {
            this.factor = factor;
            this.model = model;
            this.rival = rival;
            mine = new EvaluatedPlacement(model, today);
        }

        /// Whether today's plan is not allowed, or the rival is allowed and better.
        boolean isLost() {
            return !mine.isAllowed()
                    || (!rival.isEmpty()
                            && new EvaluatedPlacement(model, rival).isBetterThan(mine));
        }
    }

    private BreakEven breakEven(ScenarioParameter parameter, Rivalry before, Rivalry beyond) {
        List<Integer> found = best(beyond.model, beyond.rival.isEmpty() ? today : beyond.rival);
        double value = parameter.value() * beyond.factor;
        double costToday = beyond.mine.cost();
        if (found.isEmpty()) {
            return new BreakEven(
                    parameter,
                    beyond.factor,
                    value,
                    BreakEven.Kind.END,
                    found,
                    costToday,
                    Double.NaN);
        }
        EvaluatedPlacement there = new EvaluatedPlacement(beyond.model, found);
        EvaluatedPlacement here = new EvaluatedPlacement(before.model, found);
        return new BreakEven(
                parameter,
                beyond.factor,
                value,
                kind(before.mine, beyond.mine, here, there),
                found,
                costToday,
                there.cost());
    }

    private static BreakEven.Kind kind(
            EvaluatedPlacement mineBefore,
            EvaluatedPlacement mineBeyond,
            EvaluatedPlacement otherBefore,
            EvaluatedPlacement otherBeyond) {
        if (!mineBeyond.isAllowed() || !otherBefore.isAllowed()) {
            return BreakEven.Kind.LIMIT;
        }
        boolean isStep =
                differ(mineBeyond.cost(), mineBefore.cost(), JUMP)
                        || differ(otherBeyond.cost(), otherBefore.cost(), JUMP)
                        || differ(mineBeyond.cost(), otherBeyond.cost(), 0.01);
        return isStep ? BreakEven.Kind.STEP : BreakEven.Kind.COST;
    }

    private static boolean differ(double a, double b, double share) {
        return Math.abs(a - b) > share * Math.max(Math.abs(a), Math.abs(b));
    }

    /// The best placement; empty if there is none.
    ///
    /// @param likely allowed or not, with which the search begins
    private List<Integer> best(PlacementModel there, List<Integer> likely) {
        SearchResult result = BranchAndBound.cheapest(there, likely);
        nodes += result.nodes();
        return result.placement().orElse(List.of());
    }

    private PlacementModel scaled(ScenarioParameter parameter, double factor) {
        return model.withScenario(parameter.scaled(model.scenario(), factor));
    }
}
