package dev.berth.featurestore;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Periodic task with an interval that may change at any time: runs at once when an interval is
/// set, then at multiples of it, however long it takes. Missed times are skipped. Thread-safe.
final class MaterializationSchedule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MaterializationSchedule.class);

    /// Delay until a changed interval takes effect.
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Supplier<Optional<Duration>> interval;
    private final Consumer<Duration> task;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("berth-materialize-clock").factory());
    private Optional<Duration> known = Optional.empty();
    private @Nullable Long nextNanos;

    MaterializationSchedule(Supplier<Optional<Duration>> interval, Consumer<Duration> task) {
        this.interval = interval;
        this.task = task;
    }

    void begin() {
        var _ =
                clock.scheduleWithFixedDelay(
                        () -> pollSafely(System.nanoTime()),
                        0,
                        POLL.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /// Logs failures: an exception would end the schedule.
    private void pollSafely(long nowNanos) {
        try {
            poll(nowNanos);
        } catch (RuntimeException broken) {
            LOG.error("views are not materialized at the moment: ", broken);
        }
    }

    /// Runs the task if it is due.
    void poll(long nowNanos) {
        Optional<Duration> now = interval.get();
        if (!now.equals(known)) {
            known = now;
            nextNanos = null;
        }
        if (now.isEmpty()) {
            return;
        }
        long every = now.get().toNanos();
        long next = nextNanos == null ? nowNanos : nextNanos;
        if (nowNanos - next < 0) {
            return;
        }
        nextNanos = next + every * ((nowNanos - next) / every + 1);
        task.accept(now.get());
    }

    @Override
    public void close() {
        var _ = clock.shutdownNow();
    }
}
