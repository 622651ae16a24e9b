package dev.berth.serving.lifecycle;

import dev.berth.catalog.artifact.Digests;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.model.PackageEntry;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.system.OverrideSettings;
import dev.berth.core.system.Sha256;
import dev.berth.core.system.SystemDescription;
import dev.berth.core.system.VersionPolicy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The override that serves in place of a model's directory.
///
/// @param folder where the files that were sent lie; empty if those of the directory are served
///   with other settings
record ActiveOverride(ModelName model, OverrideSettings settings, Optional<OverrideFolder> folder) {

    /// The model's packages: those that serve with the override's settings, or as broken if these
    /// no longer fit what the directory has now.
    List<PackageEntry> entries(CatalogSnapshot directory) {
        List<PackageEntry> found =
                folder.map(OverrideFolder::entries)
                        .orElseGet(
                                () ->
                                        directory.part(Models.class).packages().stream()
                                                .filter(e -> e.model().equals(model.value()))
                                                .toList());
        List<ModelVersion> wanted = versionPolicy(directory.system()).select(versions(found));
        List<PackageEntry> entries = new ArrayList<>();
        for (PackageEntry entry : found) {
            boolean serves =
                    entry instanceof PackageEntry.Valid valid
                            && wanted.contains(valid.modelPackage().reference().version());
            entries.add(serves ? changed((PackageEntry.Valid) entry) : entry);
        }
        return entries;
    }

    private static List<ModelVersion> versions(List<PackageEntry> entries) {
        return entries.stream()
                .filter(PackageEntry.Valid.class::isInstance)
                .map(entry -> new ModelVersion(entry.version()))
                .toList();
    }

    private PackageEntry changed(PackageEntry.Valid entry) {
        var fit = new OverrideValidator(entry.modelPackage(), settings);
        return fit.errors().isEmpty()
                ? new PackageEntry.Valid(fit.changed(), digest(entry.digest()), entry.warnings())
                : new PackageEntry.Broken(
                        entry.model(), entry.version(), entry.directory(), fit.errors());
    }

    /// Another than the package's own, so that going back to that is a change.
    private Sha256 digest(Sha256 ofPackage) {
        MessageDigest digest = Digests.start();
        digest.update((ofPackage.hex() + settings).getBytes(StandardCharsets.UTF_8));
        return Digests.finish(digest);
    }

    /// The override's own; without one, every version that was sent, or as `berth.yaml` says.
    VersionPolicy versionPolicy(SystemDescription system) {
        return settings.versionPolicy()
                .orElseGet(
                        () ->
                                folder.isPresent()
                                        ? new VersionPolicy.All()
                                        : system.versionPolicy(model));
    }

    void delete() {
        folder.ifPresent(OverrideFolder::delete);
    }
}
