package dev.berth.server.memory;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// The bytes of requests and answers in flight, of all event loops together: bodies and messages
/// from their announcement to their answer, compressed and not, and answers until the network has
/// them. What would exceed the limit is refused before its memory is taken. Thread-safe.
///
/// Design: each event loop counts for itself ([EventLoopByteBudget]) and draws from here in steps,
/// so that a small request costs no atomic operation. The last eighth is for small bodies alone:
/// some callers with large ones do not shut out everybody else.
public final class InFlightByteBudget {
    /// Rarely drawn when bodies are small, and little beside the least sensible limit on a machine
    /// with many processors.
    static final long STEP_BYTES = 256 << 10;

    /// Bodies up to this many bytes may take the last eighth.
    static final long SMALL_BYTES = 64 << 10;

    private static final int SHARE_OF_SMALL = 8;

    /// A large body is answered within seconds.
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final long max;
    private final AtomicLong drawn = new AtomicLong();
    private final LongAdder refused = new LongAdder();
    private final List<EventLoopByteBudget> loops = new CopyOnWriteArrayList<>();

    /// @param max bytes, at least 1
    public InFlightByteBudget(long max) {
        if (max < 1) {
            throw new IllegalArgumentException("bytes in flight: " + max + " (expected: >= 1)");
        }
        this.max = max;
    }

    /// What one more event loop counts with.
    public EventLoopByteBudget loop() {
        var loop = new EventLoopByteBudget(this);
        loops.add(loop);
        return loop;
    }

    public long max() {
        return max;
    }

    /// The bytes in flight now.
    public long count() {
        return loops.stream().mapToLong(EventLoopByteBudget::held).sum();
    }

    /// Bodies and messages that were refused so far.
    public long refused() {
        return refused.sum();
    }

    /// Takes bytes of a body for something outside an event loop, which gives them to
    /// [EventLoopByteBudget#adopt] or back.
    ///
    /// @param total what the whole body takes with these
    /// @throws ProblemException `in-flight-memory-exceeded`, with nothing taken
    public void take(long bytes, long total) {
        if (!draw(bytes, total)) {
            throw refusal();
        }
    }

    public void giveBack(long bytes) {
        drawn.addAndGet(-bytes);
    }

    boolean draw(long bytes, long total) {
        long limit = total <= SMALL_BYTES ? max : max - max / SHARE_OF_SMALL;
        if (drawn.addAndGet(bytes) <= limit) {
            return true;
        }
        drawn.addAndGet(-bytes);
        return false;
    }

    void forceReserve(long bytes) {
        drawn.addAndGet(bytes);
    }

    ProblemException refusal() {
        refused.increment();
        return Problem.of(
                        ProblemCode.IN_FLIGHT_MEMORY_EXCEEDED,
                        "requests and answers in flight take nearly all of the "
                                + max
                                + " bytes that the server has for them",
                        "send it again later, or less at once; or have the server take more"
                                + " (--max-in-flight-bytes)")
                .withRetryAfter(RETRY_AFTER)
                .asException();
    }
}
