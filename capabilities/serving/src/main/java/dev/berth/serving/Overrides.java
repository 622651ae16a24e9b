package dev.berth.serving;

import dev.berth.catalog.CatalogSnapshot;
import dev.berth.catalog.PackageEntry;
import dev.berth.catalog.artifact.ArtifactStore;
import dev.berth.core.ModelName;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.ModelOverride;
import dev.berth.core.system.VersionPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The overrides that are in force, and their files. A look at the directory does not end one: only
/// a load or unload of its model does. Used by the loader thread alone.
final class Overrides {
    /// Models whose files are kept besides those of the directory: each may take as much of the
    /// disk as a request may carry.
    static final int MODELS_MAX = 64;

    private final Path parent;
    private final InstanceLoader loader;
    private final ArtifactStore store;
    private final Map<ModelName, ActiveOverride> active = new TreeMap<>();
    private Optional<Path> root = Optional.empty();

    /// @param parent the folder in which this process makes one for its overrides
    Overrides(Path parent, InstanceLoader loader, ArtifactStore store) {
        this.parent = parent;
        this.loader = loader;
        this.store = store;
    }

    /// An override that is not yet in force; its files are written.
    ///
    /// @throws ProblemException `parameter-invalid`, `artifact-unavailable`
    ActiveOverride prepare(ModelName model, ModelOverride override) {
        if (override.files().isEmpty()) {
            return new ActiveOverride(model, override.settings(), Optional.empty());
        }
        long others = active.keySet().stream().filter(name -> !name.equals(model)).count();
        if (others >= MODELS_MAX) {
            throw new ProblemException(
                    ProblemCode.PARAMETER_INVALID,
                    "model '"
                            + model
                            + "' is one too many to be sent (expected: at most "
                            + MODELS_MAX
                            + " at the same time)",
                    "unload one of them, or put the package into the server's directory");
        }
        return new ActiveOverride(
                model,
                override.settings(),
                Optional.of(OverrideFolder.write(root(), model, override, loader, store)));
    }

    private Path root() {
        try {
            if (root.isEmpty()) {
                Files.createDirectories(parent);
                // Readable by this user alone.
                root = Optional.of(Files.createTempDirectory(parent, ""));
            }
            return root.get();
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.ARTIFACT_UNAVAILABLE,
                            "no folder for models that are sent can be made in "
                                    + parent
                                    + ": "
                                    + e,
                            "look at its permissions and free space"),
                    e);
        }
    }

    Optional<ActiveOverride> find(ModelName model) {
        return Optional.ofNullable(active.get(model));
    }

    /// Puts it in force, in place of an older one, whose files are deleted.
    void put(ActiveOverride override) {
        ActiveOverride before = active.put(override.model(), override);
        if (before != null) {
            before.delete();
        }
    }

    /// Puts it out of force; its files stay.
    Optional<ActiveOverride> remove(ModelName model) {
        return Optional.ofNullable(active.remove(model));
    }

    /// The packages that are to be served: the directory's, and those of overrides in their place.
    List<PackageEntry> over(CatalogSnapshot directory) {
        List<PackageEntry> entries = new ArrayList<>();
        for (PackageEntry entry : directory.packages()) {
            boolean replaced =
                    active.keySet().stream().anyMatch(name -> name.value().equals(entry.model()));
            if (!replaced) {
                entries.add(entry);
            }
        }
        active.values().forEach(override -> entries.addAll(override.entries(directory)));
        return entries;
    }

    VersionPolicy versionPolicy(ModelName model, CatalogSnapshot directory) {
        return find(model)
                .map(override -> override.versionPolicy(directory.system()))
                .orElseGet(() -> directory.system().versionPolicy(model));
    }

    /// Deletes all files.
    void close() {
        root.ifPresent(OverrideFolder::discard);
    }
}
