package dev.berth.serving;

import dev.berth.catalog.CatalogSnapshot;
import dev.berth.catalog.PackageEntry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What the directory had when it was looked at last, by model.
record Found(CatalogSnapshot snapshot, Map<String, List<PackageEntry>> byModel) {
    Found {
        byModel = Map.copyOf(byModel);
    }

    static Found of(CatalogSnapshot snapshot) {
        return new Found(
                snapshot,
                snapshot.packages().stream().collect(Collectors.groupingBy(PackageEntry::model)));
    }

    /// The model's packages in the order of versions; empty if the directory does not have it.
    List<PackageEntry> packages(String model) {
        return byModel.getOrDefault(model, List.of());
    }

    Set<String> models() {
        return byModel.keySet();
    }
}
