package dev.berth.placement.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.placement.model.PlacementModel;
import dev.berth.placement.model.PlacementState;
import dev.berth.placement.model.RequirementAmounts;
import dev.berth.placement.scenario.Mode;
import dev.berth.placement.scenario.Requirement;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.scenario.StatedRequirement;
import dev.berth.placement.search.BruteForce.Fitting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PlacementSearchTest {
    /// Larger spaces take brute force too long.
    private static final double PLACEMENTS_MAX = 400;

    private static final int FACTOR = Integer.getInteger("berth.cases.factor", 1);
    private static final int SCENARIOS = 1200 * FACTOR;

    private static final long FIRST_SEED = 41_000;

    @Test
    void cheapest_ofRandomScenarios_isThatOfBruteForce() {
        int compared = 0;
        int found = 0;
        int ties = 0;
        Set<Mode> modes = EnumSet.noneOf(Mode.class);
        for (long seed = FIRST_SEED; compared < SCENARIOS; seed++) {
            PlacementModel model = PlacementModel.of(new RandomScenarios(seed).next());
            if (model.placementCount() > PLACEMENTS_MAX) {
                continue;
            }
            compared++;
            List<Fitting> all = BruteForce.all(model);
            Optional<Fitting> best = all.stream().min(Comparator.comparing(Fitting::score));
            SearchResult result = BranchAndBound.cheapest(model);

            assertThat(result.isProved()).as("seed %d", seed).isTrue();
            assertThat(result.placement())
                    .as("seed %d", seed)
                    .isEqualTo(best.map(Fitting::placement));
            if (best.isPresent()) {
                found++;
                double cost = best.get().score().cost();
                ties +=
                        all.stream().filter(each -> each.score().cost() == cost).count() > 1
                                ? 1
                                : 0;
                for (int i = 0; i < model.componentCount(); i++) {
                    modes.add(model.option(i, best.get().placement().get(i)).mode());
                }
            }
        }
        assertThat(found).isGreaterThan(SCENARIOS / 4);
        assertThat(ties).isGreaterThan(SCENARIOS / 20);
        assertThat(modes).containsExactlyInAnyOrder(Mode.values());
    }

    @Test
    void front_ofRandomScenarios_isThatOfBruteForce() {
        int compared = 0;
        for (long seed = FIRST_SEED; compared < 150 * FACTOR; seed++) {
            PlacementModel model = PlacementModel.of(new RandomScenarios(seed).next());
            if (model.placementCount() > PLACEMENTS_MAX) {
                continue;
            }
            Optional<List<Integer>> best = BranchAndBound.cheapest(model).placement();
            if (best.isEmpty()) {
                continue;
            }
            compared++;
            List<PlacementFront.Point> all =
                    BruteForce.all(model).stream().map(Fitting::point).toList();
            PlacementFront front = FrontSearch.search(model, best.get(), Long.MAX_VALUE);

            assertThat(front.isExact()).isTrue();
            assertThat(vectors(front.points()))
                    .as("seed %d", seed)
                    .isEqualTo(
                            vectors(
                                    all.stream()
                                            .filter(
                                                    each ->
                                                            all.stream()
                                                                    .noneMatch(
                                                                            other ->
                                                                                    isBetter(
                                                                                            other,
                                                                                            each)))
                                            .toList()));
        }
    }

    private static boolean isBetter(PlacementFront.Point a, PlacementFront.Point b) {
        return a.covers(b) && !b.covers(a);
    }

    private static Set<List<Double>> vectors(List<PlacementFront.Point> points) {
        Set<List<Double>> vectors = new HashSet<>();
        points.forEach(
                each ->
                        vectors.add(
                                List.of(
                                        each.dollarsPerMonth(),
                                        each.latency(),
                                        each.watts(),
                                        each.staleSeconds(),
                                        each.quality())));
        return vectors;
    }

    @Test
    void conflict_ofInfeasibleScenarios_isMinimal() {
        int checked = 0;
        for (long seed = FIRST_SEED; checked < 200 * FACTOR; seed++) {
            PlacementModel model = PlacementModel.of(new RandomScenarios(seed).next());
            if (model.placementCount() > PLACEMENTS_MAX
                    || BranchAndBound.cheapest(model).placement().isPresent()) {
                continue;
            }
            checked++;
            Conflict conflict = ConflictSearch.explain(model);
            List<Requirement> set =
                    conflict.requirements().stream().map(StatedRequirement::requirement).toList();

            assertThat(conflict.isMinimal()).isTrue();
            assertThat(BruteForce.best(model, set)).as("seed %d: %s", seed, set).isEmpty();
            for (Requirement left : set) {
                List<Requirement> subset = new ArrayList<>(set);
                subset.remove(left);
                assertThat(BruteForce.best(model, subset))
                        .as("seed %d: %s without %s", seed, set, left)
                        .isPresent();
            }
            requireRelaxations(model, conflict, seed);
        }
    }

    /// With the relaxed limit something fits, and with a slightly tighter one nothing.
    private static void requireRelaxations(PlacementModel model, Conflict conflict, long seed) {
        for (Conflict.Relaxation relaxation : conflict.relaxations()) {
            Requirement requirement = relaxation.stated().requirement();
            if (!(requirement instanceof Requirement.Latency latency)) {
                continue;
            }
            List<Requirement> others = new ArrayList<>(BranchAndBound.all(model));
            others.removeIf(requirement::equals);
            double limit = relaxation.limit().orElseThrow();
            assertThat(limit).isGreaterThan(RequirementAmounts.limit(requirement));
            others.add(new Requirement.Latency(latency.flow(), latency.percentile(), limit));
            assertThat(BruteForce.best(model, others)).as("seed %d", seed).isPresent();
            others.removeLast();
            others.add(
                    new Requirement.Latency(
                            latency.flow(), latency.percentile(), limit * (1 - 1e-9)));
            assertThat(BruteForce.best(model, others)).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void requirement_thatIsTightened_neverMakesThePlanCheaper() {
        int compared = 0;
        for (long seed = FIRST_SEED; compared < 250 * FACTOR; seed++) {
            Scenario scenario = new RandomScenarios(seed).next();
            PlacementModel model = PlacementModel.of(scenario);
            Optional<List<Integer>> best = BranchAndBound.cheapest(model).placement();
            if (best.isEmpty()) {
                continue;
            }
            double cost = cost(model, best.get());
            for (Requirement requirement : BranchAndBound.all(model)) {
                if (requirement instanceof Requirement.Latency latency) {
                    List<Requirement> tighter = new ArrayList<>(BranchAndBound.all(model));
                    tighter.add(
                            new Requirement.Latency(
                                    latency.flow(),
                                    latency.percentile(),
                                    latency.secondsMax() * 0.7));
                    compared++;
                    Optional<List<Integer>> other =
                            BranchAndBound.search(
                                            model, tighter, new Goal.Cheapest(), Long.MAX_VALUE)
                                    .placement();
                    if (other.isPresent()) {
                        assertThat(cost(model, other.get()))
                                .as("seed %d", seed)
                                .isGreaterThanOrEqualTo(cost - 1e-6);
                    }
                }
            }
        }
    }

    private static double cost(PlacementModel model, List<Integer> placement) {
        var state = new PlacementState(model);
        state.activate(BranchAndBound.all(model));
        state.place(placement.stream().mapToInt(Integer::intValue).toArray());
        return state.cost();
    }

    @Test
    void breakEven_ofRandomScenarios_isWhereTheOtherPlanWins() {
        int checked = 0;
        int equal = 0;
        for (long seed = FIRST_SEED; checked < 150 * FACTOR; seed++) {
            PlacementModel model = PlacementModel.of(new RandomScenarios(seed).next());
            Optional<List<Integer>> best = BranchAndBound.cheapest(model).placement();
            if (best.isEmpty() || model.placementCount() > PLACEMENTS_MAX) {
                continue;
            }
            for (BreakEven each :
                    SensitivitySearch.search(model, best.get(), Long.MAX_VALUE).breakEvens()) {
                checked++;
                double away = each.factor() > 1 ? 1 - 2e-4 : 1 + 2e-4;
                assertThat(planAt(model, each, each.factor()))
                        .as("seed %d %s", seed, each)
                        .isEqualTo(each.otherPlacement());
                assertThat(planAt(model, each, each.factor() * away))
                        .as("seed %d %s", seed, each)
                        .isEqualTo(best.get());
                if (each.kind() == BreakEven.Kind.COST) {
                    equal++;
                    assertThat(each.dollarsOther())
                            .as("seed %d %s", seed, each)
                            .isBetween(each.dollarsToday() * 0.99, each.dollarsToday() * 1.01);
                }
            }
        }
        assertThat(equal).isGreaterThan(10);
    }

    /// A model with other numbers shares what it can; that must not be seen.
    @Test
    void withScenario_ofEachParameter_isTheModelOfThatScenario() {
        int compared = 0;
        int skipped = 0;
        for (long seed = FIRST_SEED; compared < 1000 * FACTOR; seed++) {
            PlacementModel model = PlacementModel.of(new RandomScenarios(seed).next());
            Optional<List<Integer>> best = BranchAndBound.cheapest(model).placement();
            if (best.isEmpty() || model.placementCount() > PLACEMENTS_MAX) {
                continue;
            }
            for (ScenarioParameter parameter : ScenarioParameter.of(model.scenario())) {
                double factor = compared++ % 2 == 0 ? 4 : 0.25;
                Scenario scaled = parameter.scaled(model.scenario(), factor);
                PlacementModel shared = model.withScenario(scaled);
                Optional<Fitting> there =
                        BruteForce.best(
                                PlacementModel.of(scaled),
                                BranchAndBound.all(PlacementModel.of(scaled)));
                assertThat(BruteForce.best(shared, BranchAndBound.all(shared)))
                        .as("seed %d %s", seed, parameter)
                        .isEqualTo(there);
                if (UnaffectedPlan.isBestStill(parameter, factor, model, shared, best.get())) {
                    skipped++;
                    assertThat(there.map(Fitting::placement))
                            .as("seed %d %s", seed, parameter)
                            .isEqualTo(best);
                }
            }
        }
        assertThat(skipped).isGreaterThan(50);
    }

    private static List<Integer> planAt(PlacementModel model, BreakEven each, double factor) {
        Scenario scaled = each.parameter().scaled(model.scenario(), factor);
        return BruteForce.best(
                        model.withScenario(scaled), BranchAndBound.all(model.withScenario(scaled)))
                .map(Fitting::placement)
                .orElse(List.of());
    }
}
