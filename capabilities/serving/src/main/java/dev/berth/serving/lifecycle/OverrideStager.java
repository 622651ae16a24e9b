package dev.berth.serving.lifecycle;

import dev.berth.catalog.model.Models;
import dev.berth.catalog.model.PackageEntry;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.Problem;
import dev.berth.core.Problem.FieldViolation;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.ValidationError;
import dev.berth.core.system.VersionPolicy;
import dev.berth.serving.execution.ModelInstance;
import dev.berth.serving.execution.PackageRevision;
import dev.berth.serving.loading.LoadResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Loads packages beside what serves, so that they can take its place together: when an override
/// begins, and when it ends.
public final class OverrideStager {
    private final PackageLoader loader;
    private final InstanceReaper retired;

    public OverrideStager(PackageLoader loader, InstanceReaper retired) {
        this.loader = loader;
        this.retired = retired;
    }

    /// All that the override's version policy wants. The instances are the caller's to serve.
    ///
    /// @throws ProblemException why one could not be had
    List<ModelInstance> load(ActiveOverride override, PackageIndex found) {
        CatalogSnapshot directory = found.snapshot();
        List<PackageEntry> entries = override.entries(directory);
        Map<ModelVersion, PackageEntry.Valid> valid = new TreeMap<>();
        for (PackageEntry entry : entries) {
            switch (entry) {
                case PackageEntry.Valid good ->
                        valid.put(good.modelPackage().reference().version(), good);
                case PackageEntry.Broken broken -> requireOfDirectory(override, broken, directory);
            }
        }
        VersionPolicy policy = override.versionPolicy(directory.system());
        List<ModelVersion> wanted = policy.select(valid.keySet());
        requireWanted(override, policy, wanted, entries);
        return load(wanted.stream().map(v -> Objects.requireNonNull(valid.get(v))).toList());
    }

    /// A package that is broken in the directory is marked as failed already; any other is broken
    /// by the override.
    private static void requireOfDirectory(
            ActiveOverride override, PackageEntry.Broken broken, CatalogSnapshot directory) {
        if (directory.part(Models.class).packages().contains(broken)) {
            return;
        }
        List<FieldViolation> violations =
                broken.errors().stream()
                        .map(m -> new FieldViolation(broken.version(), m.found(), m.expected()))
                        .toList();
        ValidationError first = broken.errors().getFirst();
        String more = violations.size() == 1 ? "" : " (and " + (violations.size() - 1) + " more)";
        throw Problem.of(
                        ProblemCode.SIGNATURE_MISMATCH,
                        "what was sent does not fit model "
                                + override.model()
                                + "@"
                                + broken.version()
                                + ": "
                                + first.found()
                                + " (expected: "
                                + first.expected()
                                + ")"
                                + more,
                        first.remedy())
                .withViolations(violations)
                .asException();
    }

    private static void requireWanted(
            ActiveOverride override,
            VersionPolicy policy,
            List<ModelVersion> wanted,
            List<PackageEntry> entries) {
        boolean complete =
                !(policy instanceof VersionPolicy.Specific(List<ModelVersion> versions))
                        || wanted.containsAll(versions);
        if (wanted.isEmpty() || !complete) {
            throw new ProblemException(
                    ProblemCode.PARAMETER_INVALID,
                    "model '"
                            + override.model()
                            + "' has the versions "
                            + entries.stream().map(PackageEntry::version).toList()
                            + ", of which "
                            + wanted
                            + " can be served as config.version_policy says (expected: all that it"
                            + " names)",
                    "name versions that are there, or leave the policy out");
        }
    }

    /// What can be loaded of the directory's own packages of a model, at least one.
    ///
    /// @throws ProblemException `model-not-ready` with the reasons if there is none
    List<ModelInstance> loadDirectory(ModelName name, PackageIndex found) {
        Map<ModelVersion, PackageEntry.Valid> valid = new TreeMap<>();
        List<String> reasons = new ArrayList<>();
        for (PackageEntry entry : found.packages(name.value())) {
            switch (entry) {
                case PackageEntry.Valid good ->
                        valid.put(good.modelPackage().reference().version(), good);
                case PackageEntry.Broken broken ->
                        reasons.add(broken.version() + ": " + broken.errors().getFirst());
            }
        }
        List<ModelInstance> loaded = new ArrayList<>();
        for (ModelVersion version :
                found.snapshot().system().versionPolicy(name).select(valid.keySet())) {
            try {
                loaded.add(load(Objects.requireNonNull(valid.get(version))));
            } catch (ProblemException e) {
                reasons.add(version + ": " + e.problem().message());
            }
        }
        if (loaded.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.MODEL_NOT_READY,
                    "model "
                            + name
                            + " could not be loaded from its directory, and serves on as it was"
                            + " sent: "
                            + String.join("; ", reasons),
                    "mend its package");
        }
        return loaded;
    }

    private List<ModelInstance> load(List<PackageEntry.Valid> entries) {
        List<ModelInstance> loaded = new ArrayList<>();
        try {
            for (PackageEntry.Valid entry : entries) {
                loaded.add(load(entry));
            }
            return loaded;
        } catch (RuntimeException | LinkageError e) {
            loaded.forEach(retired::add);
            throw e;
        }
    }

    private ModelInstance load(PackageEntry.Valid entry) {
        try {
            return switch (loader.load(PackageRevision.of(entry))) {
                case LoadResult.Loaded(ModelInstance instance) -> instance;
                case LoadResult.Refused refused -> throw new ProblemException(refused.problem());
            };
        } catch (PackageLoader.NoRoom e) {
            throw new ProblemException(e.problem(), e);
        }
    }
}
