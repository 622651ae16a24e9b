package dev.berth.catalog;

import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.catalog.system.EndpointEntry;
import dev.berth.catalog.system.PackageEntry;
import dev.berth.core.system.ValidationError;
import java.util.ArrayList;
import java.util.List;

/// Everything that is wrong with a system.
///
/// @param mistakes in the order of files and lines
/// @param warnings what could be better and stops nothing
/// @param packageCount how many packages were checked
public record CheckReport(
        List<ValidationError> mistakes, List<ValidationError> warnings, int packageCount) {

    public CheckReport {
        mistakes = List.copyOf(mistakes);
        warnings = List.copyOf(warnings);
    }

    public boolean isClean() {
        return mistakes.isEmpty();
    }

    static CheckReport of(CatalogSnapshot snapshot) {
        List<ValidationError> mistakes = new ArrayList<>(snapshot.mistakes());
        List<ValidationError> warnings = new ArrayList<>();
        for (PackageEntry entry : snapshot.packages()) {
            switch (entry) {
                case PackageEntry.Valid valid -> warnings.addAll(valid.warnings());
                case PackageEntry.Broken broken -> mistakes.addAll(broken.mistakes());
            }
        }
        for (EndpointEntry entry : snapshot.endpoints()) {
            if (entry instanceof EndpointEntry.Broken broken) {
                mistakes.addAll(broken.mistakes());
            }
        }
        return new CheckReport(mistakes, warnings, snapshot.packages().size());
    }

    /// The same with what else was found.
    public CheckReport with(List<ValidationError> further) {
        List<ValidationError> all = new ArrayList<>(mistakes);
        all.addAll(further);
        return new CheckReport(all, warnings, packageCount);
    }

    /// The same with what else could be better.
    public CheckReport withWarnings(List<ValidationError> further) {
        List<ValidationError> all = new ArrayList<>(warnings);
        all.addAll(further);
        return new CheckReport(mistakes, all, packageCount);
    }
}
