package dev.berth.placement.page;

import dev.berth.placement.model.PlacementOption;
import dev.berth.placement.scenario.Component;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.scenario.Variant;
import java.util.List;

/// Origins of the numbers of components.
final class ComponentNumbers {
    private ComponentNumbers() {}

    /// Whether a number of a variant that the option uses is assumed.
    static boolean isAssumed(Scenario scenario, PlacementOption option) {
        return used(scenario, option).stream()
                .anyMatch(variant -> variant.origin() instanceof Variant.Origin.Assumed);
    }

    /// The variants that an option uses.
    static List<Variant> used(Scenario scenario, PlacementOption option) {
        Component component =
                scenario.components().stream()
                        .filter(each -> each.name().equals(option.component()))
                        .findFirst()
                        .orElseThrow();
        return component.variants().stream().filter(each -> isUsed(each, option)).toList();
    }

    static boolean isUsed(Variant variant, PlacementOption option) {
        return variant.name().equals(option.variant())
                || option.second()
                        .filter(second -> second.variant().equals(variant.name()))
                        .isPresent();
    }
}
