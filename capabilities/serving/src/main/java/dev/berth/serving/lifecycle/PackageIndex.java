package dev.berth.serving.lifecycle;

import dev.berth.catalog.model.Models;
import dev.berth.catalog.model.PackageEntry;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.ModelName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Index of the latest catalog snapshot: package entries by model name.
record PackageIndex(CatalogSnapshot snapshot, Map<String, List<PackageEntry>> byModel) {
    PackageIndex {
        byModel = Map.copyOf(byModel);
    }

    private static List<PackageEntry> packages(CatalogSnapshot snapshot) {
        return snapshot.part(Models.class).packages();
    }

    static PackageIndex of(CatalogSnapshot snapshot) {
        return new PackageIndex(
                snapshot,
                packages(snapshot).stream().collect(Collectors.groupingBy(PackageEntry::model)));
    }

    /// What it had when it was checked for this model alone.
    PackageIndex with(ModelName model, CatalogSnapshot read) {
        Map<String, List<PackageEntry>> all = new HashMap<>(byModel);
        List<PackageEntry> packages =
                packages(read).stream()
                        .filter(entry -> entry.model().equals(model.value()))
                        .toList();
        if (packages.isEmpty()) {
            all.remove(model.value());
        } else {
            all.put(model.value(), packages);
        }
        return new PackageIndex(read, all);
    }

    /// The model's packages in the order of versions; empty if the directory does not have it.
    List<PackageEntry> packages(String model) {
        return byModel.getOrDefault(model, List.of());
    }

    Set<String> models() {
        return byModel.keySet();
    }
}
