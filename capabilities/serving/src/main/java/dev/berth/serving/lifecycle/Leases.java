package dev.berth.serving.lifecycle;

import dev.berth.core.ModelName;
import dev.berth.core.ModelReference;
import dev.berth.core.ModelVersion;
import dev.berth.core.Problem;
import dev.berth.core.ProblemException;
import dev.berth.core.system.ModelPackage;
import dev.berth.serving.execution.ModelInstance;
import dev.berth.serving.execution.RejectionProblems;
import dev.berth.serving.request.Lease;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Source of leases until the process stops; loads on-demand models for the requests that wait for
/// them. Thread-safe.
public final class Leases {
    private final ModelIndex models;
    private final Reconciler reconciler;
    private final OnDemandLoadQueue loadQueue = new OnDemandLoadQueue();
    private volatile boolean admitting = true;

    public Leases(ModelIndex models, Reconciler reconciler) {
        this.models = models;
        this.reconciler = reconciler;
    }

    /// As [dev.berth.serving.ModelServer#acquireNow].
    public @Nullable Lease acquireNow(ModelName name, Optional<ModelVersion> version) {
        while (true) {
            // In the loop: the last instance of a process that stops has no successor.
            if (!admitting) {
                throw RejectionProblems.stopping().asException();
            }
            ModelInstance instance = models.require(name, version).instance();
            if (instance == null) {
                return null;
            }
            Optional<Lease> lease = instance.tryLease();
            if (lease.isPresent()) {
                return lease.get();
            }
            // Retired between the lookup and the lease: by now the slot has its successor.
            Thread.onSpinWait();
        }
    }

    /// As [dev.berth.serving.ModelServer#acquireAdmitted].
    public @Nullable Lease acquireAdmitted(ModelName name, Optional<ModelVersion> version) {
        while (true) {
            ModelInstance instance = models.require(name, version).instance();
            if (instance == null) {
                return null;
            }
            Optional<Lease> lease = instance.tryLease();
            if (lease.isPresent()) {
                return lease.get();
            }
            if (!admitting) {
                throw RejectionProblems.stopping().asException();
            }
            Thread.onSpinWait();
        }
    }

    /// As [dev.berth.serving.ModelServer#acquireLoaded].
    public CompletableFuture<Lease> acquireLoaded(
            ModelName name, Optional<ModelVersion> version, OptionalLong timeoutNanos) {
        try {
            Lease lease = acquireNow(name, version);
            if (lease != null) {
                return CompletableFuture.completedFuture(lease);
            }
            ModelPackage unloaded = models.require(name, version).modelPackage();
            long nanos = timeoutNanos.orElse(unloaded.limits().timeout().toNanos());
            long start = System.nanoTime();
            return loadQueue
                    .join(unloaded, nanos, model -> reconciler.loadOnDemand(model, loadQueue))
                    .exceptionallyCompose(
                            failure ->
                                    version.isEmpty() && isOtherLatest(unloaded.reference())
                                            ? acquireLoaded(
                                                    name,
                                                    version,
                                                    OptionalLong.of(
                                                            nanos - (System.nanoTime() - start)))
                                            : CompletableFuture.failedFuture(failure));
        } catch (ProblemException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /// Whether the latest version is no longer this one, which could not be loaded.
    private boolean isOtherLatest(ModelReference failed) {
        return models.isServed(failed.name(), Optional.empty())
                && !models.requireLatest(failed.name()).modelPackage().reference().equals(failed);
    }

    /// As [dev.berth.serving.ModelServer#acquire(ModelName, Optional, OptionalLong)].
    public Lease acquire(
            ModelName name, Optional<ModelVersion> version, OptionalLong timeoutNanos) {
        Lease now = acquireNow(name, version);
        if (now != null) {
            return now;
        }
        try {
            return acquireLoaded(name, version, timeoutNanos).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ProblemException problem ? problem : e;
        }
    }

    public boolean isAdmitting() {
        return admitting;
    }

    /// Gives none from now on; requests that wait for a load continue waiting. Background requests,
    /// for which no caller waits, are cancelled.
    public void stop() {
        admitting = false;
        Problem stopping = RejectionProblems.stopping();
        models.instances().forEach(instance -> instance.cutOffBackground(stopping));
    }

    /// Fails the requests that wait for a load.
    public void failAll(ProblemException reason) {
        loadQueue.failAll(reason);
    }
}
