package dev.berth.serving;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.CatalogWatcher;
import dev.berth.catalog.CatalogWatcher.Pace;
import dev.berth.catalog.artifact.ArtifactStore;
import dev.berth.catalog.artifact.SystemArtifacts;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.ModelName;
import dev.berth.core.ModelReference;
import dev.berth.core.ModelVersion;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.ModelOverride;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.Sha256;
import dev.berth.core.system.SystemDescription;
import dev.berth.core.tensor.TensorPool;
import dev.berth.events.PredictionEvents;
import dev.berth.events.PredictionListener;
import dev.berth.scheduling.LowPriority;
import dev.berth.serving.execution.ModelStatistics;
import dev.berth.serving.execution.ModelStatus;
import dev.berth.serving.execution.QueueStatus;
import dev.berth.serving.execution.RejectionProblems;
import dev.berth.serving.execution.ServingContext;
import dev.berth.serving.execution.SessionStatus;
import dev.berth.serving.execution.Sessions;
import dev.berth.serving.lifecycle.Eviction;
import dev.berth.serving.lifecycle.InstanceReaper;
import dev.berth.serving.lifecycle.Leases;
import dev.berth.serving.lifecycle.MemoryBudget;
import dev.berth.serving.lifecycle.ModelIndex;
import dev.berth.serving.lifecycle.ModelReconciler;
import dev.berth.serving.lifecycle.OverrideStager;
import dev.berth.serving.lifecycle.Overrides;
import dev.berth.serving.lifecycle.PackageLoader;
import dev.berth.serving.lifecycle.Reconciler;
import dev.berth.serving.loading.InstanceLoader;
import dev.berth.serving.loading.TuningResolver;
import dev.berth.serving.request.Lease;
import dev.berth.serving.thread.DeadlineEnforcer;
import dev.berth.serving.thread.DeadlineSource;
import dev.berth.serving.thread.InferenceThreadPool;
import dev.berth.serving.thread.LoadThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Server of one system's models in this process. Thread-safe.
///
/// What a server wraps; an application that predicts in its own process uses `dev.berth.Berth`.
public final class ModelServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelServer.class);

    private final ServingContext context;
    private final ModelIndex models = new ModelIndex();
    private final InstanceReaper retired;
    private final Overrides overrides;
    private final Reconciler reconciler;
    private final Leases leases;
    private final InstanceLoader loader;
    private final Catalog catalog;

    /// Null without listeners, so that a lease costs one comparison more.
    private final @Nullable PredictionEvents events;

    private volatile @Nullable CatalogWatcher watcher;

    /// What can be wrong with the options or the directory is found before anything is opened.
    private ModelServer(Path system, ServingOptions options) {
        this.catalog = Catalog.open(system);
        var tunings = TuningResolver.of(system, options.tunings());
        this.events = events(options.predictionListeners());
        this.context =
                new ServingContext(
                        new TensorPool(),
                        new InferenceThreadPool(options.executionThreads(), options.time()),
                        DeadlineEnforcer.start(options.time()),
                        options.executionThreads(),
                        options.inlineExecutors(),
                        options.bulkRows(),
                        new Sessions(options.time().nanoClock()),
                        options.listener(),
                        options.time().nanoClock(),
                        InstantSource.system());
        this.loader = new InstanceLoader(context, options.runtimes());
        this.overrides = new Overrides(options.cacheDirectory().resolve("overrides"), loader);
        var budget = new MemoryBudget(options.memoryBytesMax());
        this.retired = new InstanceReaper(budget::closed);
        var eviction = new Eviction(models.slots(), retired, options.listener());
        var store = ArtifactStore.at(options.cacheDirectory(), options.transferProgress());
        var artifacts = SystemArtifacts.of(system, store);
        var packages = new PackageLoader(artifacts, loader, tunings, budget, eviction, retired);
        this.reconciler =
                new Reconciler(
                        catalog,
                        models.slots(),
                        overrides,
                        new OverrideStager(packages, retired),
                        new ModelReconciler(
                                options.loadPolicy(),
                                packages,
                                options.listener(),
                                retired,
                                models,
                                overrides),
                        new LoadThreads());
        this.leases = new Leases(models, reconciler);
    }

    private static @Nullable PredictionEvents events(List<PredictionListener> listeners) {
        return listeners.isEmpty()
                ? null
                : PredictionEvents.open(
                        listeners,
                        LowPriority.threads(Thread.ofPlatform().name("berth-events").daemon()),
                        InstantSource.system());
    }

    private void begin(ServingOptions options) {
        // Before the first look, so that no change falls between the two.
        watcher = options.watching().map(this::watch).orElse(null);
        refresh().join();
    }

    private CatalogWatcher watch(Duration rescan) {
        try {
            return CatalogWatcher.start(
                    catalog,
                    new Pace(Pace.usual().quiet(), rescan),
                    context.clock(),
                    LowPriority.threads(Thread.ofPlatform().name("berth-catalog-watcher").daemon()),
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

    /// Loads every model of a system. Blocks until each is ready or failed; one that is broken does
    /// not keep the others from serving.
    ///
    /// @param system the directory with `berth.yaml` and `models/`
    /// @throws ProblemException `package-invalid` if there is no such directory
    public static ModelServer open(Path system, ServingOptions options) {
        var serving = new ModelServer(system, options);
        try {
            serving.begin(options);
        } catch (RuntimeException | Error e) {
            serving.close();
            throw e;
        }
        return serving;
    }

    private void refreshQuietly() {
        var _ =
                refresh()
                        .whenComplete(
                                (done, failure) -> {
                                    if (failure != null && leases.isAdmitting()) {
                                        LOG.error("what changed could not be carried out", failure);
                                    }
                                });
    }

    /// A lease of the latest version, or of this one, if it is in memory; null if it is on-demand,
    /// which [#acquireLoaded] waits for. Never blocks.
    ///
    /// @throws ProblemException `model-not-found`, `model-version-not-found`, `model-not-ready`, or
    ///   `draining` when the process stops
    public @Nullable Lease acquireNow(ModelName name, Optional<ModelVersion> version) {
        Lease lease = leases.acquireNow(name, version);
        return lease == null ? null : published(lease);
    }

    private Lease published(Lease lease) {
        return events == null ? lease : new PublishingLease(lease, events);
    }

    /// Where the predictions of callers are published; null if there is no listener.
    public @Nullable PredictionEvents predictionEvents() {
        return events;
    }

    /// As [#acquireNow], for a part of a request that was admitted before: such are answered even
    /// when the process stops, for as long as there is an instance.
    public @Nullable Lease acquireAdmitted(ModelName name, Optional<ModelVersion> version) {
        return leases.acquireAdmitted(name, version);
    }

    /// A lease of the latest version, or of this one, which is loaded first if it is on-demand.
    /// Never blocks; the future completes on any thread, or fails with a [ProblemException] as
    /// [#acquireNow] throws it, `queue-full` or `deadline-exceeded`.
    ///
    /// @param timeoutNanos how long the request may wait; empty for the model's own limit
    public CompletableFuture<Lease> acquireLoaded(
            ModelName name, Optional<ModelVersion> version, OptionalLong timeoutNanos) {
        CompletableFuture<Lease> loaded = leases.acquireLoaded(name, version, timeoutNanos);
        return events == null ? loaded : loaded.thenApply(this::published);
    }

    /// As [#acquireLoaded], for a part of a request that was admitted before.
    public CompletableFuture<Lease> acquireLoadedPart(
            ModelName name, Optional<ModelVersion> version, OptionalLong timeoutNanos) {
        return leases.acquireLoaded(name, version, timeoutNanos);
    }

    /// The same for the calling thread, which it blocks until the lease is there.
    ///
    /// @throws ProblemException as [#acquireLoaded]
    public Lease acquire(
            ModelName name, Optional<ModelVersion> version, OptionalLong timeoutNanos) {
        return published(leases.acquire(name, version, timeoutNanos));
    }

    /// The same of the latest version, within the model's own limit.
    public Lease acquire(ModelName name) {
        return acquire(name, Optional.empty(), OptionalLong.empty());
    }

    /// The same of one version, within the model's own limit.
    public Lease acquire(ModelName name, ModelVersion version) {
        return acquire(name, Optional.of(version), OptionalLong.empty());
    }

    /// The state of every version of every model, by name and version.
    public List<ModelStatus> index() {
        return models.statuses();
    }

    /// Fails when the process stops.
    ///
    /// @throws ProblemException `draining` if no more requests are taken
    public void requireAdmitting() {
        if (!leases.isAdmitting()) {
            throw RejectionProblems.stopping().asException();
        }
    }

    /// The directory as it was found last.
    public CatalogSnapshot snapshot() {
        return reconciler.snapshot();
    }

    /// Registers an action, called after each change of the directory was applied: models are
    /// loaded, replaced or gone. On a thread of low priority, which it may hold up for a while.
    public void whenChanged(Runnable action) {
        reconciler.whenChanged(action);
    }

    /// Whether requests are taken: everything has been loaded or failed, and the process is not
    /// stopping.
    public boolean isReady() {
        return leases.isAdmitting();
    }

    /// Whether there is a model of this name, in whatever state.
    public boolean has(ModelName name) {
        return models.slots().containsKey(name.value());
    }

    /// Whether this version, or any if none is named, answers predictions; an on-demand one does,
    /// after it has been loaded for them.
    public boolean isReady(ModelName name, Optional<ModelVersion> version) {
        return leases.isAdmitting() && models.isServed(name, version);
    }

    /// The packages that are served, in memory or on-demand, by name and version.
    public List<ModelPackage> packages() {
        return models.packages();
    }

    /// The package of this version, or of the latest that is served.
    ///
    /// @throws ProblemException `model-not-found`, `model-version-not-found` or `model-not-ready`
    public ModelPackage requirePackage(ModelName name, Optional<ModelVersion> version) {
        return models.require(name, version).modelPackage();
    }

    /// Whether this version, or the latest, keeps state between the requests of a session; not if
    /// it is not served.
    public boolean isStateful(ModelName name, Optional<ModelVersion> version) {
        return models.isServed(name, version)
                && models.require(name, version).modelPackage().session().isPresent();
    }

    /// Ends a session of a consumer at all models, as if its last request had said so.
    public void endSession(String consumer, String id) {
        context.sessions().end(consumer, id);
    }

    /// The digest of that package and of the files beside it.
    ///
    /// @throws ProblemException `model-not-found`, `model-version-not-found` or `model-not-ready`
    public Sha256 requireDigest(ModelName name, Optional<ModelVersion> version) {
        return models.require(name, version).described().digest();
    }

    /// The versions of a model that are served, ascending.
    ///
    /// @throws ProblemException `model-not-found`
    public List<ModelVersion> versions(ModelName name) {
        return models.versions(name);
    }

    /// What a version did since it was loaded; nothing if it is on-demand.
    ///
    /// @throws ProblemException `model-not-found`, `model-version-not-found` or `model-not-ready`
    public ModelStatistics statistics(ModelReference model) {
        return models.statistics(model);
    }

    /// What waits at this moment, for every version that is in memory.
    public List<QueueStatus> queues() {
        return models.queues();
    }

    /// The sessions of models that keep state between requests, by model.
    public List<SessionStatus> sessions() {
        return context.sessions().statuses();
    }

    /// The clock on whose scale the deadlines of requests are: [System#nanoTime()], but in a test.
    public LongSupplier nanoClock() {
        return context.nanoClock();
    }

    /// Threads that run encoders, engines and decoders.
    public int executionThreads() {
        return context.executionPool().threadCount();
    }

    /// Those of [#executionThreads()] that run something at this moment.
    public int executionThreadsBusy() {
        return context.executionPool().busyCount();
    }

    /// Runs what is too long for an event loop on one of [#executionThreads()], of which half at
    /// most do so at once.
    ///
    /// @throws java.util.concurrent.RejectedExecutionException once this is closed
    public void execute(Runnable task) {
        context.executionPool().longTasks().execute(task);
    }

    /// Loads a model that was unloaded, tries again one that failed, and goes back to the
    /// directory's packages after an override. The future fails with a [ProblemException] if no
    /// version of the directory is ready afterwards; an override then stays in force.
    public CompletableFuture<Void> load(ModelName name) {
        return reconciler.load(name);
    }

    /// Serves a model as this override says until its next [#load(ModelName)] or [#unload],
    /// whatever happens to its directory, which need not have the model if there are files. The
    /// future fails with a [ProblemException], and what serves stays as it was, if a version that
    /// is to serve cannot be loaded or does not fit the settings.
    public CompletableFuture<Void> load(ModelName name, ModelOverride override) {
        return reconciler.load(name, override);
    }

    /// Takes all versions of a model out of memory; completes when their requests are answered and
    /// the memory is given back. It stays out until [#load].
    public CompletableFuture<Void> unload(ModelName name) {
        return reconciler.unload(name).thenCompose(done -> retired.allClosed(name));
    }

    /// Scans the directory now and applies the changes; completes when that is done.
    public CompletableFuture<Void> refresh() {
        return reconciler.refresh();
    }

    /// Refuses every request from now on; those admitted are answered.
    public void stopAdmitting() {
        leases.stop();
    }

    /// Refuses every request from now on, and waits until those admitted are answered, by instances
    /// that were replaced meanwhile too.
    ///
    /// @return false if some are left after this time
    public boolean awaitIdle(Duration time) {
        leases.stop();
        var all = new ArrayList<CompletableFuture<Void>>();
        models.instances().forEach(instance -> all.add(instance.retire()));
        retired.open().forEach(instance -> all.add(instance.retire()));
        return isDoneWithin(CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)), time);
    }

    /// @param future that never fails
    private static boolean isDoneWithin(CompletableFuture<Void> future, Duration time) {
        return future.thenApply(done -> true)
                .completeOnTimeout(false, time.toNanos(), TimeUnit.NANOSECONDS)
                .join();
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
        return context.tensorPool();
    }

    /// Registers the deadline of a request that waits for something else than a model.
    ///
    /// @param where the queue that it waits in, which is notified when the deadline passes
    public void expect(DeadlineSource where, long deadlineNanos) {
        context.deadlines().expect(where, deadlineNanos);
    }

    /// Refuses every request from now on, and fails those that have no answer yet with `draining`:
    /// they drop out before their next stage, and executions are terminated. Does not wait for
    /// that.
    public void failAll() {
        leases.stop();
        Problem stopping = RejectionProblems.stopping();
        leases.failAll(stopping.asException());
        models.instances().forEach(instance -> instance.failAll(stopping));
        retired.open().forEach(instance -> instance.failAll(stopping));
    }

    /// [#close], for no longer than this: what still runs then, such as an engine that hangs or a
    /// model that is being loaded, is left to threads that do not keep the process from ending,
    /// with its memory.
    ///
    /// @return false if something was left
    public boolean closeWithin(Duration time) {
        var closed = new CompletableFuture<Void>();
        Thread.ofPlatform()
                .name("berth-close")
                .daemon()
                .start(
                        () -> {
                            close();
                            closed.complete(null);
                        });
        if (isDoneWithin(closed, time)) {
            return true;
        }
        overrides.close();
        closeEvents();
        return false;
    }

    private void closeEvents() {
        if (events != null) {
            events.close();
        }
    }

    /// Takes no more requests, answers those admitted, gives all memory back; blocks until then.
    @Override
    public void close() {
        leases.stop();
        CatalogWatcher watching = watcher;
        if (watching != null) {
            watching.close();
        }
        reconciler.close();
        models.instances().forEach(retired::add);
        retired.allClosed().join();
        retired.close();
        overrides.close();
        loader.close();
        context.executionPool().close();
        context.deadlines().close();
        closeEvents();
    }
}
