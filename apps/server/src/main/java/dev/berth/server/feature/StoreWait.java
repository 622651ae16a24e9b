package dev.berth.server.feature;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import io.vertx.core.Vertx;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// The wait of one caller for the store. It is over once: with the answer, or when the caller's
/// time is up. For one event loop.
public final class StoreWait {
    /// Why nothing is begun any more.
    public static final Problem STOPPING =
            Problem.of(
                    ProblemCode.DRAINING,
                    "the server is stopping",
                    "send requests to another replica");

    private static final Problem LATE =
            Problem.of(
                    ProblemCode.DEADLINE_EXCEEDED,
                    "the store had not answered within the time that the request allows",
                    "allow more time, or look at how long the store takes");

    private static final long NO_TIMER = -1;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Vertx vertx;
    private long timer = NO_TIMER;
    private boolean over;

    public StoreWait(Vertx vertx) {
        this.vertx = vertx;
    }

    /// From here on the answer is late when the time is up; nothing if it is over already.
    ///
    /// @param deadlineNanos of [System#nanoTime]; empty for a caller that waits however long
    /// @param late called on the event loop; it ends the wait
    public void begin(OptionalLong deadlineNanos, Consumer<ProblemException> late) {
        if (over || deadlineNanos.isEmpty()) {
            return;
        }
        long left = deadlineNanos.getAsLong() - System.nanoTime();
        // Rounded up, so that it is not early.
        timer =
                vertx.setTimer(
                        Math.max(0, left) / NANOS_PER_MILLI + 1,
                        id -> late.accept(LATE.asException()));
    }

    /// Ends the wait.
    ///
    /// @return false if it was over before, such as at the deadline
    public boolean end() {
        if (over) {
            return false;
        }
        over = true;
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
            timer = NO_TIMER;
        }
        return true;
    }
}
