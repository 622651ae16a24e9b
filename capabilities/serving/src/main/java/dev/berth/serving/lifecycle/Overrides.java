package dev.berth.serving.lifecycle;

import dev.berth.catalog.model.PackageEntry;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.ModelName;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.ModelOverride;
import dev.berth.core.system.VersionPolicy;
import dev.berth.serving.loading.InstanceLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The overrides in force, and their files. A scan of the directory does not end one: only a load
/// or unload of its model does. Thread-safe; calls for one model come from one thread at a time.
public final class Overrides {
    /// Models whose files are kept besides those of the directory: each may take as much of the
    /// disk as a request may carry.
    static final int MODELS_MAX = 64;

    private final Path parent;
    private final InstanceLoader loader;
    private final Map<ModelName, ActiveOverride> active = new ConcurrentHashMap<>();

    /// Models that have files here or are about to.
    private final Set<ModelName> sent = new HashSet<>();

    private Optional<Path> root = Optional.empty();

    /// @param parent the folder in which this process makes one for its overrides
    public Overrides(Path parent, InstanceLoader loader) {
        this.parent = parent;
        this.loader = loader;
    }

    /// An override that is not yet in force; its files are written.
    ///
    /// @throws ProblemException `parameter-invalid`, `artifact-unavailable`
    ActiveOverride prepare(ModelName model, ModelOverride override) {
        if (override.files().isEmpty()) {
            return new ActiveOverride(model, override.settings(), Optional.empty());
        }
        claim(model);
        try {
            return new ActiveOverride(
                    model,
                    override.settings(),
                    Optional.of(OverrideFolder.write(root(), model, override, loader)));
        } catch (RuntimeException | Error e) {
            release(model);
            throw e;
        }
    }

    private synchronized void claim(ModelName model) {
        if (!sent.contains(model) && sent.size() >= MODELS_MAX) {
            throw new ProblemException(
                    ProblemCode.PARAMETER_INVALID,
                    "model '"
                            + model
                            + "' is one too many to be sent (expected: at most "
                            + MODELS_MAX
                            + " at the same time)",
                    "unload one of them, or put the package into the server's directory");
        }
        sent.add(model);
    }

    /// Gives the place of a model back unless an override with files is in force.
    private synchronized void release(ModelName model) {
        ActiveOverride now = active.get(model);
        if (now == null || now.folder().isEmpty()) {
            sent.remove(model);
        }
    }

    private synchronized Path root() {
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

    /// The names of the models that have one.
    List<String> models() {
        return active.keySet().stream().map(ModelName::value).toList();
    }

    /// Its packages have been loaded, or cannot be: what was loaded to describe its files, and is
    /// not to serve, is closed.
    void staged(ActiveOverride override) {
        override.folder().ifPresent(folder -> loader.closeAhead(folder.directory()));
    }

    /// Puts it in force, in place of an older one, whose files are deleted.
    void put(ActiveOverride override) {
        ActiveOverride before = active.put(override.model(), override);
        if (before != null) {
            before.delete();
        }
        release(override.model());
    }

    /// Puts it out of force; its files stay.
    Optional<ActiveOverride> remove(ModelName model) {
        Optional<ActiveOverride> removed = Optional.ofNullable(active.remove(model));
        release(model);
        return removed;
    }

    /// Deletes the files of one that is not to come into force.
    void abandon(ActiveOverride override) {
        override.delete();
        release(override.model());
    }

    /// The packages of a model to serve: its override's, or else the directory's.
    List<PackageEntry> entries(String model, PackageIndex found) {
        return active.values().stream()
                .filter(override -> override.model().value().equals(model))
                .findFirst()
                .map(override -> override.entries(found.snapshot()))
                .orElseGet(() -> found.packages(model));
    }

    VersionPolicy versionPolicy(ModelName model, CatalogSnapshot directory) {
        return find(model)
                .map(override -> override.versionPolicy(directory.system()))
                .orElseGet(() -> directory.system().versionPolicy(model));
    }

    /// Deletes all files.
    public synchronized void close() {
        root.ifPresent(OverrideFolder::discard);
    }
}
