package dev.berth.serving;

import dev.berth.core.ModelReference;
import dev.berth.core.signature.Signature;

/// The right to send one request to one loaded version, which stays in memory until the request is
/// answered, even if its package is replaced meanwhile. Either submitted or closed, exactly one of
/// them.
public final class Lease implements AutoCloseable {
    private final ModelInstance instance;

    /// Spent to have the model loaded for this; it belongs to the request's time.
    private final long waitedNanos;

    private boolean used;

    Lease(ModelInstance instance) {
        this(instance, 0);
    }

    Lease(ModelInstance instance, long waitedNanos) {
        this.instance = instance;
        this.waitedNanos = waitedNanos;
    }

    public ModelReference model() {
        return instance.reference();
    }

    /// What the request must look like.
    public Signature signature() {
        return instance.signature();
    }

    /// Whether the threads that send requests execute the model themselves, where a process has
    /// lanes: it takes microseconds, and its package does not say who executes it.
    public boolean mayUseLanes() {
        return instance.mayUseLanes();
    }

    /// Nanoseconds that a request may still take when its caller names no deadline.
    public long timeoutNanos() {
        return instance.timeoutNanos() - waitedNanos;
    }

    /// Sends the request. Never blocks; a refusal comes through the reply as well, before this
    /// returns.
    ///
    /// @throws IllegalStateException if the lease was used before
    public Ticket submit(PredictionRequest request, Reply reply) {
        use();
        return instance.submit(request, reply, null);
    }

    /// The same on the thread of a lane, where a quick model is executed; the reply to one that was
    /// admitted comes after this has returned, perhaps on that thread.
    ///
    /// @throws IllegalStateException if the lease was used before
    public Ticket submit(PredictionRequest request, Reply reply, Lane lane) {
        use();
        return instance.submit(request, reply, lane);
    }

    /// A further lease of the same instance, for a request that belongs to this one, so that both
    /// are answered by the same package. Only while this one is unused.
    public Lease fork() {
        if (used) {
            throw new IllegalStateException("lease forked after its use");
        }
        return instance.forkLease();
    }

    /// Gives the lease back unused. Does nothing after [#submit].
    @Override
    public void close() {
        if (!used) {
            use();
            instance.release();
        }
    }

    private void use() {
        if (used) {
            throw new IllegalStateException("lease used twice");
        }
        used = true;
    }
}
