package dev.berth.cards.gate;

import dev.berth.cards.requirement.Requirement.LicenceAllowed;
import dev.berth.catalog.model.PackageEntry;
import dev.berth.core.system.ModelPackage;
import java.util.ArrayList;
import java.util.List;

/// Check of the licences of models.
final class LicenceCheck {
    private LicenceCheck() {}

    /// Checks packages; one of steps alone has no model that could have a licence.
    static RequirementFinding run(LicenceAllowed required, List<PackageEntry.Valid> packages) {
        List<String> unknown = new ArrayList<>();
        List<String> denied = new ArrayList<>();
        List<String> allowed = new ArrayList<>();
        for (PackageEntry.Valid entry : packages) {
            ModelPackage found = entry.modelPackage();
            if (found.isStepsAlone()) {
                continue;
            }
            String name = found.reference().toString();
            found.license()
                    .ifPresentOrElse(
                            licence ->
                                    (required.allowed().contains(licence) ? allowed : denied)
                                            .add(name + " has " + licence),
                            () -> unknown.add(name));
        }
        if (!denied.isEmpty()) {
            return RequirementFinding.notMet(
                    String.join(", ", denied), "replace the model, or allow the licence");
        }
        if (!unknown.isEmpty()) {
            return RequirementFinding.noData(
                    "no licence of " + String.join(", ", unknown),
                    "write `license` in its model.yaml");
        }
        return RequirementFinding.met(
                allowed.isEmpty() ? "no model needs a licence" : String.join(", ", allowed));
    }
}
