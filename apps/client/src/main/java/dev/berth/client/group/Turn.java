package dev.berth.client.group;

import java.util.concurrent.atomic.AtomicBoolean;

/// One attempt at one server, counted as under way there until it ends.
public final class Turn {
    private final Group group;
    private final Member member;
    private final long startNanos;
    private final AtomicBoolean over = new AtomicBoolean();

    Turn(Group group, Member member, long startNanos) {
        this.group = group;
        this.member = member;
        this.startNanos = startNanos;
    }

    public Member member() {
        return member;
    }

    public long startNanos() {
        return startNanos;
    }

    /// Reports the end; only the first counts.
    public void end(Ending ending) {
        if (over.compareAndSet(false, true)) {
            group.ended(this, ending);
        }
    }
}
