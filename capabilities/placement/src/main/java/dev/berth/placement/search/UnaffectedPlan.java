package dev.berth.placement.search;

import dev.berth.placement.model.PlacementModel;
import dev.berth.placement.model.PlacementState;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.scenario.Site;
import java.util.List;
import java.util.stream.IntStream;

/// Plan that stays the best without a search: a parameter changes for the worse and today's plan
/// does not use it.
///
/// Then today's plan is as it was, and every other placement costs as much or more, takes as long
/// or longer, uses as much energy or more and meets no further requirement. That holds for prices,
/// for the latency and bandwidth of links as long as all routes stay, and for the speed of sites
/// whose number of machines is fixed. It does not hold for machines that come as needed: with more
/// work there is one more of them, and waits are shorter.
final class UnaffectedPlan {
    private UnaffectedPlan() {}

    /// Whether a plan is certainly the best after a change.
    ///
    /// @param factor by which the parameter is multiplied
    /// @param before model under which the plan is the best
    /// @param after model with the parameter changed
    static boolean isBestStill(
            ScenarioParameter parameter,
            double factor,
            PlacementModel before,
            PlacementModel after,
            List<Integer> plan) {
        if (!isWorse(parameter, factor)) {
            return false;
        }
        var state = new PlacementState(before);
        state.activate(BranchAndBound.all(before));
        state.place(plan.stream().mapToInt(Integer::intValue).toArray());
        Scenario scenario = before.scenario();
        return switch (parameter.kind()) {
            case SITE_PRICE -> state.siteCost(site(scenario, parameter.name())) == 0;
            case LINK_PRICE -> isEmpty(state, link(scenario, parameter.name()));
            case LATENCY, BANDWIDTH ->
                    isEmpty(state, link(scenario, parameter.name())) && before.isRoutedLike(after);
            case SITE_SPEED -> {
                int site = site(scenario, parameter.name());
                boolean isFixed =
                        !(scenario.sites().get(site).machines() instanceof Site.Machines.AsNeeded);
                yield isFixed && !state.isUsed(site);
            }
            case USERS, SESSION, RATE, ITEM, SERVICE_TIME -> false;
        };
    }

    private static boolean isWorse(ScenarioParameter parameter, double factor) {
        return switch (parameter.kind()) {
            case SITE_PRICE, LINK_PRICE, LATENCY -> factor > 1;
            case SITE_SPEED, BANDWIDTH -> factor < 1;
            case USERS, SESSION, RATE, ITEM, SERVICE_TIME -> false;
        };
    }

    private static boolean isEmpty(PlacementState state, int link) {
        return state.linkBytesPerMonth(link) == 0;
    }

    private static int site(Scenario scenario, String name) {
        return IntStream.range(0, scenario.sites().size())
                .filter(i -> scenario.sites().get(i).name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static int link(Scenario scenario, String name) {
        return IntStream.range(0, scenario.links().size())
                .filter(i -> scenario.links().get(i).name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
