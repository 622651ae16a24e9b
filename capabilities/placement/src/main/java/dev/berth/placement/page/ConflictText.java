package dev.berth.placement.page;

import dev.berth.placement.report.RequirementText;
import dev.berth.placement.report.UnitText;
import dev.berth.placement.scenario.Requirement;
import dev.berth.placement.search.Conflict.Relaxation;

/// Relaxations of requirements in words.
final class ConflictText {
    private ConflictText() {}

    static String change(Relaxation relaxation) {
        Requirement requirement = relaxation.stated().requirement();
        return relaxation.limit().isEmpty()
                ? "without “" + RequirementText.of(requirement) + "”"
                : "“"
                        + RequirementText.of(requirement)
                        + "” becomes "
                        + RequirementText.amount(requirement, relaxation.limit().getAsDouble());
    }

    /// The change relative to the limit now.
    static String size(Relaxation relaxation) {
        return Double.isInfinite(relaxation.change())
                ? "removed"
                : UnitText.percent(relaxation.change());
    }
}
