package dev.berth.serving.lifecycle;

import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.ModelPackage;
import dev.berth.serving.execution.ModelInstance;
import dev.berth.serving.request.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The requests that wait for the load of an on-demand version. The first one starts the load;
/// further ones gather, as many as its queue would take; each waits until its deadline at most. The
/// instance leases itself to all of them before it is published, so that it cannot be evicted
/// first. Thread-safe.
final class OnDemandLoadQueue {
    private static final Logger LOG = LoggerFactory.getLogger(OnDemandLoadQueue.class);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Map<ModelReference, List<Waiter>> waiting = new HashMap<>();

    /// Joins those that wait, and has the load begin if it is the first.
    ///
    /// @param timeoutNanos how long it may wait
    /// @param begin has the version loaded, on another thread, and then calls [#served] or
    ///   [#failed], whatever happens
    /// @return fails with a [ProblemException] if the version cannot be loaded, too many wait or
    ///   the time is over
    CompletableFuture<Lease> join(
            ModelPackage modelPackage, long timeoutNanos, Consumer<ModelReference> begin) {
        ModelReference model = modelPackage.reference();
        var waiter = new Waiter(System.nanoTime(), new CompletableFuture<>());
        boolean first;
        synchronized (this) {
            List<Waiter> gathered = waiting.get(model);
            first = gathered == null;
            if (gathered == null) {
                gathered = new ArrayList<>();
                waiting.put(model, gathered);
            }
            if (gathered.size() >= modelPackage.limits().queueRowsMax()) {
                return CompletableFuture.failedFuture(full(modelPackage));
            }
            gathered.add(waiter);
        }
        // The caller has disconnected.
        CompletableFuture<Lease> result =
                waiter.lease.whenComplete((lease, failure) -> leave(model, waiter));
        if (first) {
            begin.accept(model);
        }
        waiter.lease.orTimeout(Math.max(1, timeoutNanos), TimeUnit.NANOSECONDS);
        return result.exceptionally(
                failure -> {
                    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                    throw cause instanceof TimeoutException
                            ? late(model, timeoutNanos)
                            : new CompletionException(cause);
                });
    }

    /// A request past its deadline takes no place in the queue.
    private synchronized void leave(ModelReference model, Waiter waiter) {
        List<Waiter> gathered = waiting.get(model);
        if (gathered != null) {
            gathered.remove(waiter);
        }
    }

    private static ProblemException full(ModelPackage modelPackage) {
        return Problem.of(
                        ProblemCode.QUEUE_FULL,
                        "model "
                                + modelPackage.reference()
                                + " is being loaded, and "
                                + modelPackage.limits().queueRowsMax()
                                + " requests wait for it already, its limit",
                        "send it again later, or run more replicas")
                .withRetryAfter(RETRY_AFTER)
                .asException();
    }

    private static ProblemException late(ModelReference model, long timeoutNanos) {
        return Problem.of(
                        ProblemCode.DEADLINE_EXCEEDED,
                        "model "
                                + model
                                + " was not loaded within the "
                                + timeoutNanos / 1_000_000
                                + " ms that the request allows",
                        "send it again, the model is loaded all the same; or allow more time")
                .withRetryAfter(RETRY_AFTER)
                .asException();
    }

    /// Leases a serving instance to all requests that wait for it.
    ///
    /// @param publish shows the instance to everyone else
    void served(ModelInstance instance, Runnable publish) {
        List<Waiter> served = take(instance.reference());
        long now = System.nanoTime();
        List<Lease> leases = new ArrayList<>(served.size());
        for (Waiter waiter : served) {
            instance.tryLease(now - waiter.sinceNanos).ifPresent(leases::add);
        }
        publish.run();
        for (int i = 0; i < served.size(); i++) {
            if (i >= leases.size()) {
                served.get(i).lease.completeExceptionally(retired(instance.reference()));
            } else if (!served.get(i).lease.complete(leases.get(i))) {
                leases.get(i).close();
            }
        }
    }

    /// Only if the model was evicted at the very moment of the request.
    private static ProblemException retired(ModelReference model) {
        return Problem.of(
                        ProblemCode.MODEL_NOT_READY,
                        "model " + model + " is changing",
                        "send it again")
                .withRetryAfter(RETRY_AFTER)
                .asException();
    }

    /// Fails all requests that wait for this version.
    void failed(ModelReference model, ProblemException problem) {
        take(model).forEach(waiter -> waiter.lease.completeExceptionally(problem));
    }

    /// Fails all waiting requests.
    void failAll(ProblemException problem) {
        List<ModelReference> models;
        synchronized (this) {
            models = List.copyOf(waiting.keySet());
        }
        models.forEach(model -> failed(model, problem));
    }

    /// The load has ended. Requests that still wait, since it failed unexpectedly or was not begun
    /// as the process stops, are failed.
    void stopped(ModelReference model, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.error("model {} could not be loaded for requests", model, failure);
            failed(
                    model,
                    Problem.of(
                                    ProblemCode.MODEL_NOT_READY,
                                    "model " + model + " could not be loaded: " + failure,
                                    "report this with the server's log")
                            .asException());
        }
    }

    private synchronized List<Waiter> take(ModelReference model) {
        List<Waiter> gathered = waiting.remove(model);
        return gathered == null ? List.of() : gathered;
    }

    private record Waiter(long sinceNanos, CompletableFuture<Lease> lease) {}
}
