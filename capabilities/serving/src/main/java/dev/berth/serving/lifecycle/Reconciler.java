package dev.berth.serving.lifecycle;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.model.ModelsPart;
import dev.berth.catalog.model.PackageEntry;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.ModelName;
import dev.berth.core.ModelReference;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.ModelOverride;
import dev.berth.core.system.ValidationError;
import dev.berth.scheduling.LowPriority;
import dev.berth.serving.execution.ModelInstance;
import dev.berth.serving.thread.LoadThreads;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reconciler of the models in memory with the packages on disk and the requests of operators.
///
/// One thread scans the directory; the changes of each model are tasks of the [LoadThreads], which
/// run those of one model in order and different models in parallel. Each task takes the directory
/// as it was found last, so that an older look never undoes a later one.
///
/// An override, which is what a caller sent to be served of a model, stands in for the directory's
/// packages of that model. It is put in force as a whole or not at all, by [OverrideStager].
public final class Reconciler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    private final Catalog catalog;
    private final Map<String, ModelSlot> slots;
    private final Overrides overrides;
    private final OverrideStager staging;
    private final ModelReconciler models;
    private final LoadThreads loads;
    private final ExecutorService lookout =
            Executors.newSingleThreadExecutor(
                    LowPriority.threads(Thread.ofPlatform().name("berth-reconcile").daemon()));
    private final List<Runnable> whenChanged = new CopyOnWriteArrayList<>();
    private volatile @Nullable PackageIndex found;
    private List<ValidationError> loggedErrors = List.of();

    public Reconciler(
            Catalog catalog,
            Map<String, ModelSlot> slots,
            Overrides overrides,
            OverrideStager staging,
            ModelReconciler models,
            LoadThreads loads) {
        this.loads = loads;
        this.catalog = catalog;
        this.slots = slots;
        this.overrides = overrides;
        this.staging = staging;
        this.models = models;
    }

    /// The system as it was found last; only after a first [#refresh].
    public CatalogSnapshot snapshot() {
        return found().snapshot();
    }

    private PackageIndex found() {
        return Objects.requireNonNull(found);
    }

    /// Reads the directory and carries out what has changed since the last time; completes when
    /// that is done.
    public CompletableFuture<Void> refresh() {
        return scan(Optional.empty())
                .thenCompose(
                        seen -> seen ? reconcileAll() : CompletableFuture.completedFuture(null))
                .thenRun(this::notifyChanged);
    }

    /// Whether the models could be seen. A directory that cannot, such as a mount that went away,
    /// is no reason to unload what serves.
    ///
    /// @param only the model that is checked; empty for all
    private CompletableFuture<Boolean> scan(Optional<ModelName> only) {
        return CompletableFuture.supplyAsync(
                () -> {
                    PackageIndex before = found;
                    PackageIndex now =
                            only.isPresent() && before != null
                                    ? before.with(only.get(), read(only.get(), before.snapshot()))
                                    : PackageIndex.of(catalog.read());
                    logErrors(now.snapshot().errors());
                    boolean seen = isSeen(before);
                    if (seen || before == null) {
                        found = now;
                    }
                    return seen;
                },
                lookout);
    }

    private CatalogSnapshot read(ModelName model, CatalogSnapshot before) {
        return catalog.read(ModelsPart.change(model.value()), before);
    }

    /// A system without models may lack a folder for them; its other folders show that it exists.
    private boolean isSeen(@Nullable PackageIndex before) {
        boolean hadModels = before != null && !before.models().isEmpty();
        return catalog.hasFolder(PackageEntry.FOLDER)
                || (!hadModels && catalog.hasFolderBeside(PackageEntry.FOLDER));
    }

    /// As [dev.berth.serving.ModelServer#whenChanged].
    public void whenChanged(Runnable action) {
        whenChanged.add(action);
    }

    private void notifyChanged() {
        whenChanged.forEach(Runnable::run);
    }

    private void logErrors(List<ValidationError> errors) {
        if (!errors.equals(loggedErrors)) {
            errors.forEach(error -> LOG.warn("{}", error));
            loggedErrors = errors;
        }
    }

    private CompletableFuture<Void> reconcileAll() {
        Set<String> names = new HashSet<>(found().models());
        names.addAll(slots.keySet());
        names.addAll(overrides.models());
        List<CompletableFuture<Void>> all = new ArrayList<>(names.size());
        for (String name : names.stream().sorted().toList()) {
            all.add(loads.run(name, () -> models.reconcile(name, found(), false)));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    /// Scans the folder of one model, then runs the task. The others are scanned when the directory
    /// changes.
    private CompletableFuture<Void> change(ModelName name, Runnable task) {
        return scan(Optional.of(name))
                .thenCompose(seen -> loads.run(name.value(), task))
                .thenRun(this::notifyChanged);
    }

    /// Loads a model that was unloaded on request, and tries again what was refused. An override
    /// ends if the directory has a version that can be served.
    public CompletableFuture<Void> load(ModelName name) {
        return change(name, () -> loadNow(name));
    }

    private void loadNow(ModelName name) {
        requireKnown(name);
        if (overrides.find(name).isPresent()) {
            List<ModelInstance> staged = staging.loadDirectory(name, found());
            overrides.remove(name).ifPresent(ActiveOverride::delete);
            models.replaceAll(name.value(), staged, "as its directory says again");
            models.reconcile(name.value(), found(), true);
            return;
        }
        models.forgetTries(name);
        models.reconcile(name.value(), found(), true);
        ModelSlot model = models.slot(name.value());
        if (model.served().isEmpty()) {
            String reasons =
                    String.join(
                            "; ",
                            model.versions().stream()
                                    .map(slot -> slot.version() + ": " + slot.reason())
                                    .sorted()
                                    .toList());
            throw new ProblemException(
                    ProblemCode.MODEL_NOT_READY,
                    "model " + name + " could not be loaded: " + reasons,
                    "mend its package");
        }
    }

    /// Serves a model as this override says, or, if that cannot be, continues as before and fails
    /// with the reason.
    public CompletableFuture<Void> load(ModelName name, ModelOverride wanted) {
        return change(name, () -> loadNow(name, wanted));
    }

    private void loadNow(ModelName name, ModelOverride wanted) {
        if (wanted.files().isEmpty()) {
            requireKnown(name);
        }
        ActiveOverride override = overrides.prepare(name, wanted);
        List<ModelInstance> staged;
        try {
            staged = staging.load(override, found());
        } catch (RuntimeException | LinkageError e) {
            overrides.abandon(override);
            throw e;
        } finally {
            overrides.staged(override);
        }
        if (!wanted.settings().ignored().isEmpty()) {
            LOG.info(
                    "model {}: of config, {} change nothing here and are ignored",
                    name,
                    wanted.settings().ignored());
        }
        models.resume(name);
        overrides.put(override);
        models.replaceAll(name.value(), staged, "as it was sent");
        models.reconcile(name.value(), found(), true);
    }

    /// Takes a model out of memory until it is loaded again; one that only an override has is gone
    /// with it.
    public CompletableFuture<Void> unload(ModelName name) {
        return change(name, () -> unloadNow(name));
    }

    private void unloadNow(ModelName name) {
        if (overrides.find(name).isEmpty() || isKnown(name)) {
            requireKnown(name);
            models.suspend(name);
        } else {
            models.remove(name);
        }
        overrides.remove(name).ifPresent(ActiveOverride::delete);
        models.reconcile(name.value(), found(), false);
    }

    /// Loads an on-demand version for the requests that wait for it.
    void loadOnDemand(ModelReference model, OnDemandLoadQueue loadQueue) {
        var _ =
                loads.run(model.name().value(), () -> models.loadOnDemand(model, loadQueue))
                        .whenComplete((nothing, failure) -> loadQueue.stopped(model, failure));
    }

    private boolean isKnown(ModelName name) {
        return !found().packages(name.value()).isEmpty();
    }

    private void requireKnown(ModelName name) {
        if (!isKnown(name)) {
            throw new ProblemException(
                    ProblemCode.MODEL_NOT_FOUND,
                    "no model '" + name + "' in " + snapshot().system().directory(),
                    "name a model that `berth models` lists");
        }
    }

    /// Waits for what is being loaded; nothing more is begun.
    @Override
    public void close() {
        lookout.close();
        loads.close();
    }
}
