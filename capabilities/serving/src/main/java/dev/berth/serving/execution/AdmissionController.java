package dev.berth.serving.execution;

import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.system.ModelPackage;
import dev.berth.runtime.LoadedArtifact;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Admission control of one version: which requests are rejected, and after how long they may be
/// retried.
final class AdmissionController {
    private final ModelReference model;
    private final int queueRowsMax;
    private final LoadedArtifact artifact;
    private final DispatchQueues queues;
    private final ModelCounters counters;
    private final LongSupplier nanoClock;

    AdmissionController(
            ModelPackage modelPackage,
            LoadedArtifact artifact,
            DispatchQueues queues,
            ModelCounters counters,
            LongSupplier nanoClock) {
        this.model = modelPackage.reference();
        this.queueRowsMax = modelPackage.limits().queueRowsMax();
        this.artifact = artifact;
        this.queues = queues;
        this.counters = counters;
        this.nanoClock = nanoClock;
    }

    /// The problem of a request that is shed before it is read: during overload it would yield to
    /// newer ones.
    ///
    /// @return null if it is admitted
    @Nullable Problem refuseUnread() {
        return queues.pooled().shouldShedUnread()
                ? RejectionProblems.unread(model, fullQueueNanos(queues.pooled()))
                : null;
    }

    /// Why a request is not even queued.
    ///
    /// @return null if it is admitted
    @Nullable Problem refuse(PendingRequest pending, long now) {
        if (pending.rows() > queueRowsMax) {
            return RejectionProblems.tooManyRows(model, pending.rows(), queueRowsMax);
        }
        if (pending.isExpired(now)) {
            return expired(pending);
        }
        Optional<Problem> unable = artifact.findRefusal();
        if (unable.isPresent()) {
            return unable.get();
        }
        if (pending.isBackground()) {
            // How long the foreground leaves no processor idle is not known.
            return null;
        }
        // A request that cannot be answered in time is refused while its caller can still turn
        // elsewhere.
        long expectedWait = pending.queue().expectedNanos(counters.nanosPerRow());
        long allowed = pending.request().deadlineNanos() - now;
        return expectedWait > allowed
                ? RejectionProblems.behind(model, expectedWait, allowed)
                : null;
    }

    /// The queue had no room for it.
    Problem queueFull(PendingRequest pending) {
        return pending.isBackground()
                ? RejectionProblems.backgroundFull(model, pending, queueRowsMax)
                : RejectionProblems.full(
                        model, pending, queueRowsMax, fullQueueNanos(pending.queue()));
    }

    /// The problem of a request pushed out of the queue.
    Problem shed(PendingRequest pending) {
        long waited = nanoClock.getAsLong() - pending.submittedNanos();
        return RejectionProblems.shed(model, waited, fullQueueNanos(pending.queue()));
    }

    Problem expired(PendingRequest pending) {
        return pending.isBackground() && !pending.isTaken()
                ? RejectionProblems.neverBegun(model, pending)
                : RejectionProblems.expired(model, pending);
    }

    private long fullQueueNanos(DispatchQueue queue) {
        return queue.fullQueueNanos(counters.nanosPerRow());
    }
}
