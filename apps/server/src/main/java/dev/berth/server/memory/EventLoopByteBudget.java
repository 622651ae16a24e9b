package dev.berth.server.memory;

import dev.berth.core.ProblemException;
import java.util.concurrent.atomic.AtomicLong;

/// The part of [InFlightByteBudget] that the requests of one event loop hold. Lives on that loop.
public final class EventLoopByteBudget {
    private final InFlightByteBudget all;

    /// Read by other threads, written by the event loop alone, and so without a locked operation.
    private final AtomicLong held = new AtomicLong();

    /// Never less than what is held.
    private long drawn;

    EventLoopByteBudget(InFlightByteBudget all) {
        this.all = all;
    }

    /// What others than the event loop take from.
    public InFlightByteBudget all() {
        return all;
    }

    long held() {
        return held.get();
    }

    /// Takes bytes of a body.
    ///
    /// @param total what the whole body takes with these
    /// @throws ProblemException `in-flight-memory-exceeded`, with nothing taken
    public void take(long bytes, long total) {
        long after = held.getPlain() + bytes;
        if (after > drawn) {
            drawFor(after, total);
        }
        held.setRelease(after);
    }

    /// By a step if there is room, otherwise by what is needed.
    private void drawFor(long after, long total) {
        long missing = after - drawn;
        long generous = missing + InFlightByteBudget.STEP_BYTES;
        if (all.draw(generous, total)) {
            drawn += generous;
        } else if (all.draw(missing, total)) {
            drawn += missing;
        } else {
            throw all.refusal();
        }
    }

    /// Counts bytes that are there already and cannot be refused, as those of an answer.
    public void hold(long bytes) {
        long after = held.getPlain() + bytes;
        if (after > drawn) {
            all.forceReserve(after - drawn);
            drawn = after;
        }
        held.setRelease(after);
    }

    /// Counts bytes that were taken from [#all()].
    public void adopt(long bytes) {
        drawn += bytes;
        held.setRelease(held.getPlain() + bytes);
    }

    /// Counts bytes no more that were taken, held or adopted.
    public void release(long bytes) {
        long after = held.getPlain() - bytes;
        held.setRelease(after);
        if (drawn - after > 2 * InFlightByteBudget.STEP_BYTES) {
            all.giveBack(drawn - after - InFlightByteBudget.STEP_BYTES);
            drawn = after + InFlightByteBudget.STEP_BYTES;
        }
    }
}
