package dev.berth.placement.verification.replay;

import dev.berth.placement.model.Deployment;
import dev.berth.placement.model.PlacementModel;
import dev.berth.placement.model.PlacementState;
import dev.berth.placement.scenario.Requirement;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.scenario.StatedRequirement;
import java.util.List;

/// A scenario with a placement of all of its components.
///
/// @param state for one thread
public record PlacedScenario(
        Scenario scenario, List<Integer> placement, PlacementState state, Deployment deployment) {
    public PlacedScenario {
        placement = List.copyOf(placement);
    }

    public static PlacedScenario of(Scenario scenario, List<Integer> placement) {
        return of(PlacementModel.of(scenario), placement);
    }

    /// The placement with what its models took here, on the machines that were planned.
    public static PlacedScenario executed(
            Scenario scenario, List<Integer> placement, MeasuredVariants variants) {
        PlacedScenario planned = of(scenario, placement);
        PlacedScenario executed = of(variants.applyTo(scenario), placement);
        return new PlacedScenario(
                scenario,
                placement,
                executed.state(),
                executed.deployment().onMachinesOf(planned.deployment()));
    }

    public static PlacedScenario of(PlacementModel model, List<Integer> placement) {
        var state = new PlacementState(model);
        List<Requirement> requirements =
                model.requirements().stream().map(StatedRequirement::requirement).toList();
        state.activate(requirements);
        state.place(placement.stream().mapToInt(Integer::intValue).toArray());
        return new PlacedScenario(model.scenario(), placement, state, Deployment.of(state));
    }
}
