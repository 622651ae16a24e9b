package dev.berth.placement.search;

import dev.berth.placement.model.PlacementModel;
import dev.berth.placement.model.PlacementState;
import dev.berth.placement.model.RequirementAmounts;
import dev.berth.placement.scenario.Requirement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Exact search over all placements, depth first.
///
/// A partial placement is dropped if it has no route, if a requirement fails already, or if its
/// bound is beyond the best so far. All of these are bounds of what any completion has, since
/// loads, bytes, memory, cost and each sample of a latency only grow. The bound of the cost is the
/// greater of two: what is placed now, with whole machines, and the bytes that the rest takes at
/// least; or all with parts of machines, of which sums are exact. What is left is compared by
/// [PlanScore], so ties end alike wherever the search begins. For one thread.
public final class BranchAndBound {
    /// Some minutes of search; a scenario of usual size takes thousands.
    public static final long NODES_MAX = 20_000_000;

    private final PlacementModel model;
    private final List<Requirement> requirements;
    private final List<Requirement.Latency> latencies;
    private final Goal goal;
    private final long nodesMax;
    private final PlacementState state;
    private final RequirementAmounts amounts;
    private final List<Integer> order;
    private final List<List<Integer>> optionOrder = new ArrayList<>();
    private final double[] leastBytesCost;
    private final double[] leastDivisibleCost;
    private final int[] chosen;
    private long nodes;
    private boolean isLimited;
    private @Nullable PlanScore best;
    private double bestAmount = Double.POSITIVE_INFINITY;
    private int @Nullable [] bestPlacement;

    private BranchAndBound(
            PlacementModel model, List<Requirement> requirements, Goal goal, long nodesMax) {
        this.model = model;
        this.requirements = model.cheapFirst(requirements);
        this.latencies = model.latencyRequirements();
        this.goal = goal;
        this.nodesMax = nodesMax;
        state = new PlacementState(model);
        state.activate(this.requirements);
        amounts = new RequirementAmounts(state);
        int count = model.componentCount();
        chosen = new int[count];
        leastBytesCost = new double[count + 1];
        leastDivisibleCost = new double[count + 1];
        order = sorted(count, model::optionCount);
        prepareBounds();
    }

    /// Searches for the best placement that meets all requirements of a model.
    public static SearchResult cheapest(PlacementModel model) {
        return search(model, all(model), new Goal.Cheapest(), NODES_MAX);
    }

    /// Searches for the best placement, beginning with one that may be it.
    public static SearchResult cheapest(PlacementModel model, List<Integer> likely) {
        return cheapest(model, all(model), likely);
    }

    /// Searches for the best placement that meets these requirements, beginning with one that may
    /// be it.
    public static SearchResult cheapest(
            PlacementModel model, List<Requirement> requirements, List<Integer> likely) {
        var search = new BranchAndBound(model, requirements, new Goal.Cheapest(), NODES_MAX);
        search.tryFirst(likely);
        return search.run();
    }

    /// Searches for a placement that meets these requirements.
    public static SearchResult search(
            PlacementModel model, List<Requirement> requirements, Goal goal, long nodesMax) {
        return new BranchAndBound(model, requirements, goal, nodesMax).run();
    }

    /// The requirements of a model.
    public static List<Requirement> all(PlacementModel model) {
        return model.plainRequirements();
    }

    /// The score of a complete placement that a state and its amounts hold.
    public static PlanScore score(
            PlacementModel model,
            PlacementState state,
            RequirementAmounts amounts,
            int[] placement) {
        return new PlanScore(
                state.cost(),
                latencyScore(model.latencyRequirements(), amounts),
                state.userWatts(),
                words(model, placement));
    }

    /// The sum over latency requirements of the latency over its limit.
    static double latencyScore(PlacementModel model, RequirementAmounts amounts) {
        return latencyScore(model.latencyRequirements(), amounts);
    }

    private static double latencyScore(
            List<Requirement.Latency> latencies, RequirementAmounts amounts) {
        double sum = 0;
        for (Requirement.Latency latency : latencies) {
            sum += amounts.amount(latency) / latency.secondsMax();
        }
        return sum;
    }

    private static String words(PlacementModel model, int[] placement) {
        var words = new StringBuilder();
        for (int i = 0; i < placement.length; i++) {
            words.append(model.option(i, placement[i]).label()).append('\n');
        }
        return words.toString();
    }

    private void prepareBounds() {
        Arrays.fill(chosen, PlacementState.NONE);
        state.place(chosen);
        double bytesBase = state.bytesCost();
        double divisibleBase = state.divisibleCost();
        for (int depth = order.size() - 1; depth >= 0; depth--) {
            int component = order.get(depth);
            int count = model.optionCount(component);
            double[] costs = new double[count];
            double leastBytes = Double.POSITIVE_INFINITY;
            double leastDivisible = Double.POSITIVE_INFINITY;
            for (int option = 0; option < count; option++) {
                chosen[component] = option;
                state.place(chosen);
                costs[option] = state.divisibleCost() - divisibleBase;
                leastBytes = Math.min(leastBytes, state.bytesCost() - bytesBase);
                leastDivisible = Math.min(leastDivisible, costs[option]);
            }
            chosen[component] = PlacementState.NONE;
            leastBytesCost[depth] = leastBytesCost[depth + 1] + leastBytes;
            leastDivisibleCost[depth] = leastDivisibleCost[depth + 1] + leastDivisible;
            optionOrder.addFirst(sorted(count, each -> costs[each]));
        }
    }

    /// Numbers in the order of a key; those of equal keys stay in theirs.
    private static List<Integer> sorted(int count, IntToDoubleFunction key) {
        List<Integer> numbers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            numbers.add(i);
        }
        numbers.sort((a, b) -> Double.compare(key.applyAsDouble(a), key.applyAsDouble(b)));
        return numbers;
    }

    private void tryFirst(List<Integer> likely) {
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = likely.get(i);
        }
        state.place(chosen);
        amounts.reset();
        if (state.isRouted() && isPromising(order.size() - 1)) {
            accept();
        }
    }

    private SearchResult run() {
        Arrays.fill(chosen, PlacementState.NONE);
        state.place(chosen);
        amounts.reset();
        if (state.isRouted()) {
            descend(0);
        }
        return new SearchResult(
                Optional.ofNullable(bestPlacement).map(BranchAndBound::list),
                model.placementCount(),
                nodes,
                !isLimited);
    }

    private static List<Integer> list(int[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    /// @return whether the search goes on
    private boolean descend(int depth) {
        if (depth == order.size()) {
            return accept();
        }
        int component = order.get(depth);
        for (int option : optionOrder.get(depth)) {
            if (nodes >= nodesMax || Thread.currentThread().isInterrupted()) {
                isLimited = true;
                return false;
            }
            nodes++;
            chosen[component] = option;
            state.place(chosen);
            amounts.reset();
            if (state.isRouted() && isPromising(depth) && !descend(depth + 1)) {
                return false;
            }
            chosen[component] = PlacementState.NONE;
        }
        return true;
    }

    /// Whether a completion may meet all requirements and be better than the best. What is cheap to
    /// compute is first.
    private boolean isPromising(int depth) {
        PlanScore known = best;
        boolean isBounded = known != null && goal instanceof Goal.Cheapest;
        double bound = isBounded ? costBound(depth) : 0;
        if (known != null && isBounded && PlanScore.isBeyond(bound, known.cost())) {
            return false;
        }
        for (Requirement requirement : requirements) {
            if (isAffected(requirement, depth) && !amounts.isMet(requirement)) {
                return false;
            }
        }
        if (known != null && goal instanceof Goal.NearestTo(Requirement requirement)) {
            return distance(requirement) <= bestAmount;
        }
        return known == null
                || !isBounded
                || PlanScore.isBeyond(known.cost(), bound)
                || !PlanScore.isBeyond(latencyScore(latencies, amounts), known.latency());
    }

    /// The latency of a flow without the component that was placed last is as it was; waits count
    /// when all are placed.
    private boolean isAffected(Requirement requirement, int depth) {
        return !(requirement instanceof Requirement.Latency latency)
                || state.isComplete()
                || amounts.isOfFlow(latency.flow(), order.get(depth));
    }

    private double costBound(int depth) {
        return Math.max(
                state.cost() + leastBytesCost[depth + 1],
                state.divisibleCost() + leastDivisibleCost[depth + 1]);
    }

    /// How far the amount is beyond the limit, growing with what the requirement does not want.
    private double distance(Requirement requirement) {
        double amount = amounts.amount(requirement);
        return RequirementAmounts.isUpperLimit(requirement) ? amount : -amount;
    }

    /// @return whether the search goes on
    private boolean accept() {
        int[] placement = chosen.clone();
        PlanScore score = score(model, state, amounts, placement);
        boolean isBetter = best == null || score.compareTo(best) < 0;
        switch (goal) {
            case Goal.Any _ -> {}
            case Goal.Cheapest _ -> {}
            case Goal.NearestTo(Requirement requirement) -> {
                double distance = distance(requirement);
                isBetter = distance < bestAmount || (distance == bestAmount && isBetter);
                bestAmount = Math.min(bestAmount, distance);
            }
        }
        if (isBetter) {
            best = score;
            bestPlacement = placement;
        }
        return !(goal instanceof Goal.Any);
    }
}
