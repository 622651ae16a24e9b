package dev.berth.server.predict;

import dev.berth.core.RequestIds;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.serving.Lease;
import dev.berth.serving.PredictionRequest;
import dev.berth.serving.Serving;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/// Sends requests to serving on behalf of the fronts. Thread-safe.
public final class Predictions {
    private final Serving serving;
    private final RequestIds requestIds =
            new RequestIds(InstantSource.system(), () -> ThreadLocalRandom.current().nextLong());

    public Predictions(Serving serving) {
        this.serving = serving;
    }

    public Serving serving() {
        return serving;
    }

    public String nextRequestId() {
        return requestIds.next();
    }

    /// A lease of the version that the caller named.
    public Lease acquire(Target target) {
        return target.version().isPresent()
                ? serving.acquire(target.name(), target.version().get())
                : serving.acquire(target.name());
    }

    /// Sends one request for each group of inputs. Takes over the lease and the inputs; never
    /// blocks. The outcome is called later, on this event loop.
    ///
    /// @param groups at least one
    /// @param timeoutMillis how long the caller waits; empty for the model's own limit
    public PendingPrediction submit(
            EventLoop loop,
            Lease lease,
            String requestId,
            List<NamedTensors> groups,
            OptionalLong timeoutMillis,
            Outcome outcome) {
        var pending = new PendingPrediction(loop, groups.size(), outcome);
        long deadline = System.nanoTime() + lease.timeoutNanos();
        if (timeoutMillis.isPresent()) {
            // The bound keeps the sum from overflowing; nobody waits for a day.
            long millis = Math.min(timeoutMillis.getAsLong(), 86_400_000L);
            deadline = System.nanoTime() + millis * 1_000_000;
            pending.expireAfter(millis);
        }
        if (groups.size() == 1) {
            var request = new PredictionRequest(requestId, groups.getFirst(), deadline);
            pending.add(lease.submit(request, pending.replyFor(0), loop.lane()));
        } else {
            submitAll(loop, lease, requestId, groups, deadline, pending);
        }
        pending.submitted();
        return pending;
    }

    private static void submitAll(
            EventLoop loop,
            Lease lease,
            String requestId,
            List<NamedTensors> groups,
            long deadline,
            PendingPrediction pending) {
        List<Lease> leases = new ArrayList<>(groups.size());
        for (int i = 1; i < groups.size(); i++) {
            leases.add(lease.fork());
        }
        leases.add(lease);
        for (int i = 0; i < groups.size(); i++) {
            var request = new PredictionRequest(requestId, groups.get(i), deadline);
            pending.add(leases.get(i).submit(request, pending.replyFor(i), loop.lane()));
        }
    }
}
