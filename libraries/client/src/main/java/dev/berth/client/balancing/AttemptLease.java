package dev.berth.client.balancing;

import java.util.concurrent.atomic.AtomicBoolean;

/// Attempt at a server, counted as in flight until it ends.
public final class AttemptLease {
    private final ServerGroup group;
    private final ServerState member;
    private final long startNanos;
    private final AtomicBoolean over = new AtomicBoolean();

    AttemptLease(ServerGroup group, ServerState member, long startNanos) {
        this.group = group;
        this.member = member;
        this.startNanos = startNanos;
    }

    public ServerState member() {
        return member;
    }

    public long startNanos() {
        return startNanos;
    }

    /// Ends the attempt; only the first call counts.
    public void end(AttemptOutcome ending) {
        if (over.compareAndSet(false, true)) {
            group.ended(this, ending);
        }
    }
}
