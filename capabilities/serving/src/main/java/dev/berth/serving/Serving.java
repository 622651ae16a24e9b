package dev.berth.serving;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.CatalogWatcher;
import dev.berth.catalog.CatalogWatcher.Pace;
import dev.berth.catalog.artifact.ArtifactStore;
import dev.berth.core.ModelName;
import dev.berth.core.ModelReference;
import dev.berth.core.ModelVersion;
import dev.berth.core.NearestName;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.ModelOverride;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.SystemDescription;
import dev.berth.core.tensor.TensorPool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The models of one system in memory, for a process that answers requests for them. Thread-safe.
///
/// What a server wraps; an application that predicts in its own process uses [Berth].
public final class Serving implements AutoCloseable {
    private final ServingSurroundings surroundings;
    private final Map<String, ModelSlot> slots = new ConcurrentHashMap<>();
    private final RetiredInstances retired = new RetiredInstances();
    private final ExecutorService loaderThread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("berth-load").daemon().factory());
    private final Overrides overrides;
    private final Reconciler reconciler;
    private final InstanceLoader loader;
    private final @Nullable CatalogWatcher watcher;
    private volatile boolean admitting = true;

    private Serving(Path system, ServingOptions options) {
        this.surroundings =
                new ServingSurroundings(
                        new TensorPool(),
                        new ExecutionPool(options.executionThreads()),
                        options.executionThreads(),
                        options.lanes(),
                        options.listener(),
                        InstantSource.system());
        this.loader = new InstanceLoader(surroundings, options.runtimes());
        var artifacts = ArtifactStore.at(options.cacheDirectory(), options.transferProgress());
        var catalog = Catalog.open(system, artifacts);
        this.overrides =
                new Overrides(options.cacheDirectory().resolve("overrides"), loader, artifacts);
        this.reconciler =
                new Reconciler(catalog, loader, options.listener(), retired, slots, overrides);
        // Before the first look, so that no change falls between the two.
        this.watcher = options.watching().map(rescan -> watch(catalog, rescan)).orElse(null);
        refresh().join();
    }

    private CatalogWatcher watch(Catalog catalog, Duration rescan) {
        try {
            return CatalogWatcher.start(
                    catalog,
                    new Pace(Pace.usual().quiet(), rescan),
                    surroundings.clock(),
                    this::refreshQuietly);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.PACKAGE_INVALID,
                            "the directory '"
                                    + catalog.directory()
                                    + "' cannot be watched: "
                                    + e.getMessage(),
                            "look at its permissions, or serve it without watching"),
                    e);
        }
    }

    /// Loads every model of a system. Blocks until each is ready or quarantined; one that is broken
    /// does not keep the others from serving.
    ///
    /// @param system the directory with `berth.yaml` and `models/`
    /// @throws ProblemException `package-invalid` if there is no such directory
    public static Serving open(Path system, ServingOptions options) {
        return new Serving(system, options);
    }

    private void refreshQuietly() {
        var _ = refresh();
    }

    private CompletableFuture<Void> onLoaderThread(Runnable task) {
        return CompletableFuture.runAsync(task, loaderThread);
    }

    /// A lease of the latest version that is ready.
    ///
    /// @throws ProblemException `model-not-found`, `model-not-ready`, or `draining` when the
    ///   process stops
    public Lease acquire(ModelName name) {
        requireAdmitting();
        while (true) {
            ModelSlot slot = requireSlot(name);
            List<ModelInstance> ready = slot.ready();
            if (ready.isEmpty()) {
                throw notReady(slot);
            }
            Optional<Lease> lease = ready.getFirst().tryLease();
            if (lease.isPresent()) {
                return lease.get();
            }
            // Retired between the look and the lease: by now the slot shows its successor.
            Thread.onSpinWait();
        }
    }

    /// A lease of this version.
    ///
    /// @throws ProblemException `model-not-found`, `version-not-found`, `model-not-ready`, or
    ///   `draining`
    public Lease acquire(ModelName name, ModelVersion version) {
        requireAdmitting();
        while (true) {
            Optional<Lease> lease = requireReady(name, version).tryLease();
            if (lease.isPresent()) {
                return lease.get();
            }
            Thread.onSpinWait();
        }
    }

    private void requireAdmitting() {
        if (!admitting) {
            throw Problem.of(
                            ProblemCode.DRAINING,
                            "the server is stopping",
                            "send the request to another replica")
                    .withRetryAfter(Duration.ofSeconds(1))
                    .asException();
        }
    }

    private ModelSlot requireSlot(ModelName name) {
        ModelSlot slot = slots.get(name.value());
        if (slot == null) {
            List<String> names = slots.keySet().stream().sorted().toList();
            throw new ProblemException(
                    ProblemCode.MODEL_NOT_FOUND,
                    "no model '" + name + "'" + NearestName.hint(name.value(), names),
                    names.isEmpty() ? "add a package under models/" : "name one of " + names);
        }
        return slot;
    }

    private ModelInstance requireReady(ModelName name, ModelVersion version) {
        ModelSlot slot = requireSlot(name);
        Optional<ModelInstance> instance = slot.findReady(version);
        if (instance.isPresent()) {
            return instance.get();
        }
        if (slot.findVersion(version.value()).isEmpty()) {
            throw new ProblemException(
                    ProblemCode.VERSION_NOT_FOUND,
                    "model '" + name + "' has no version '" + version + "'",
                    "name one of "
                            + slot.versions().stream().map(VersionSlot::version).sorted().toList());
        }
        throw notReady(slot);
    }

    private static ProblemException notReady(ModelSlot slot) {
        String reasons =
                String.join(
                        "; ",
                        slot.versions().stream()
                                .filter(version -> version.instance().isEmpty())
                                .map(
                                        version ->
                                                "version "
                                                        + version.version()
                                                        + " is "
                                                        + version.state()
                                                                .name()
                                                                .toLowerCase(java.util.Locale.ROOT)
                                                        + (version.reason().isEmpty()
                                                                ? ""
                                                                : ": " + version.reason()))
                                .sorted()
                                .toList());
        return Problem.of(
                        ProblemCode.MODEL_NOT_READY,
                        "model '" + slot.name() + "' is not ready: " + reasons,
                        "see `berth models` or POST /v2/repository/index; `berth check` tells what is"
                                + " wrong with a package")
                .asException();
    }

    /// The state of every version of every model, by name and version.
    public List<ModelStatus> index() {
        List<ModelStatus> statuses = new ArrayList<>();
        for (ModelSlot slot : slots.values()) {
            slot.versions().forEach(version -> statuses.add(version.status()));
        }
        statuses.sort(Comparator.comparing(ModelStatus::name).thenComparing(ModelStatus::version));
        return statuses;
    }

    /// Whether requests are taken: everything has been loaded or quarantined, and the process is
    /// not stopping.
    public boolean isReady() {
        return admitting;
    }

    /// Whether this version, or any if none is named, answers predictions.
    public boolean isReady(ModelName name, Optional<ModelVersion> version) {
        ModelSlot slot = slots.get(name.value());
        return admitting
                && slot != null
                && version.map(v -> slot.findReady(v).isPresent()).orElse(!slot.ready().isEmpty());
    }

    /// The packages that are served, by name and version.
    public List<ModelPackage> packages() {
        return slots.values().stream()
                .flatMap(slot -> slot.ready().stream())
                .map(ModelInstance::modelPackage)
                .sorted(Comparator.comparing(ModelPackage::reference))
                .toList();
    }

    /// The package of this version, or of the latest that is ready.
    ///
    /// @throws ProblemException `model-not-found`, `version-not-found` or `model-not-ready`
    public ModelPackage requirePackage(ModelName name, Optional<ModelVersion> version) {
        return requireInstance(name, version).modelPackage();
    }

    private ModelInstance requireInstance(ModelName name, Optional<ModelVersion> version) {
        if (version.isPresent()) {
            return requireReady(name, version.get());
        }
        ModelSlot slot = requireSlot(name);
        if (slot.ready().isEmpty()) {
            throw notReady(slot);
        }
        return slot.ready().getFirst();
    }

    /// The versions of a model that are ready, ascending.
    ///
    /// @throws ProblemException `model-not-found`
    public List<ModelVersion> versions(ModelName name) {
        return requireSlot(name).ready().stream()
                .map(instance -> instance.reference().version())
                .sorted()
                .toList();
    }

    /// What a version did since it was loaded.
    ///
    /// @throws ProblemException `model-not-found`, `version-not-found` or `model-not-ready`
    public ModelStatistics statistics(ModelReference model) {
        return requireReady(model.name(), model.version()).statistics();
    }

    /// What waits at this moment, for every version that is ready.
    public List<QueueStatus> queues() {
        return slots.values().stream()
                .flatMap(slot -> slot.ready().stream())
                .map(ModelInstance::queueStatus)
                .toList();
    }

    /// Threads that run encoders, engines and decoders.
    public int executionThreads() {
        return surroundings.executionPool().threadCount();
    }

    /// Those of [#executionThreads()] that run something at this moment.
    public int executionThreadsBusy() {
        return surroundings.executionPool().busyCount();
    }

    /// Loads a model that was unloaded, tries again one that is quarantined, and goes back to the
    /// directory's packages after an override. The future fails with a [ProblemException] if no
    /// version of the directory is ready afterwards; an override then stays in force.
    public CompletableFuture<Void> load(ModelName name) {
        return onLoaderThread(() -> reconciler.load(name));
    }

    /// Serves a model as this override says until its next [#load(ModelName)] or [#unload],
    /// whatever happens to its directory, which need not have the model if there are files. The
    /// future fails with a [ProblemException], and what serves stays as it was, if a version that
    /// is to serve cannot be loaded or does not fit the settings.
    public CompletableFuture<Void> load(ModelName name, ModelOverride override) {
        return onLoaderThread(() -> reconciler.load(name, override));
    }

    /// Takes all versions of a model out of memory; completes when their requests are answered and
    /// the memory is given back. It stays out until [#load].
    public CompletableFuture<Void> unload(ModelName name) {
        return onLoaderThread(() -> reconciler.unload(name))
                .thenCompose(done -> retired.allClosed());
    }

    /// Looks at the directory now and carries out what has changed; completes when that is done.
    public CompletableFuture<Void> refresh() {
        return onLoaderThread(reconciler::reconcile);
    }

    /// Refuses every request from now on; those admitted are answered.
    public void stopAdmitting() {
        admitting = false;
    }

    /// Waits until every admitted request is answered.
    ///
    /// @return false if some are left after this time
    public boolean awaitIdle(Duration time) {
        var all = new ArrayList<CompletableFuture<Void>>();
        for (ModelSlot slot : slots.values()) {
            slot.ready().forEach(instance -> all.add(instance.retire()));
        }
        try {
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                    .get(time.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("requests cannot fail the wait for them", e);
        }
    }

    public SystemDescription system() {
        return reconciler.snapshot().system();
    }

    /// The versions of the engines that are installed, by their names.
    public Map<String, String> engineVersions() {
        return loader.engineVersions();
    }

    /// Where the tensors of requests to these models come from.
    public TensorPool pool() {
        return surroundings.tensorPool();
    }

    /// Stops at once: takes no more requests, answers those admitted, gives all memory back. Blocks
    /// until then.
    @Override
    public void close() {
        admitting = false;
        if (watcher != null) {
            watcher.close();
        }
        loaderThread.close();
        for (ModelSlot slot : slots.values()) {
            slot.ready().forEach(retired::add);
        }
        retired.allClosed().join();
        retired.close();
        overrides.close();
        surroundings.executionPool().close();
    }
}
