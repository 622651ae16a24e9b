package dev.berth.runtime.process;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.runtime.WorkerStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a worker running for one artifact: when it exits another is started, after a delay that
/// grows with every try. Thread-safe.
final class Supervisor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

    private final WorkerStarter starter;
    private final LoadCommand order;
    private final WorkerLimits limits;
    private final WorkerTime time;
    private final Backoff backoff;
    private final ArtifactDescription description;
    private volatile State state;

    /// That is being started in place of one that has ended.
    private @Nullable Worker coming;

    private long restarts;
    private Duration lastStart;

    /// Availability of a worker.
    private sealed interface State {
        record Up(Worker worker, long sinceNanos) implements State {}

        /// No worker, and the time of the next start.
        record Down(long nextNanos) implements State {}

        record Closed() implements State {}
    }

    private Supervisor(
            WorkerStarter starter,
            LoadCommand order,
            Worker first,
            ArtifactDescription description,
            Duration start) {
        this.starter = starter;
        this.order = order;
        this.limits = starter.limits();
        this.time = starter.time();
        this.backoff =
                new Backoff(limits.backoffMin(), limits.backoffMax(), RandomGenerator.getDefault());
        this.description = description;
        this.lastStart = start;
        this.state = new State.Up(first, time.nanos());
    }

    /// Starts the first worker. Blocks until it has loaded the artifact.
    ///
    /// @throws ProblemException if it cannot
    static Supervisor start(WorkerStarter starter, LoadCommand order) {
        long begin = starter.time().nanos();
        Worker worker = starter.start();
        ArtifactDescription description = load(worker, order);
        var start = Duration.ofNanos(starter.time().nanos() - begin);
        var supervisor = new Supervisor(starter, order, worker, description, start);
        supervisor.watch(worker);
        return supervisor;
    }

    private static ArtifactDescription load(Worker worker, LoadCommand order) {
        boolean loaded = false;
        try {
            ArtifactDescription description = worker.load(order);
            loaded = true;
            return description;
        } finally {
            if (!loaded) {
                worker.end();
            }
        }
    }

    ArtifactDescription description() {
        return description;
    }

    WorkerLimits limits() {
        return limits;
    }

    /// @throws ProblemException `model-not-ready` if there is none at the moment
    Worker require() {
        return switch (state) {
            case State.Up(Worker worker, long since) -> worker;
            case State.Down(long next) -> throw refusal(next).asException();
            case State.Closed() -> throw new IllegalStateException("artifact used after its close");
        };
    }

    Optional<Problem> findRefusal() {
        return state instanceof State.Down(long next)
                ? Optional.of(refusal(next))
                : Optional.empty();
    }

    private Problem refusal(long nextNanos) {
        long wait = Math.max(0, nextNanos - time.nanos()) + startTime().toNanos();
        return Problem.of(
                        ProblemCode.MODEL_NOT_READY,
                        "the worker process that executes the model has ended, and another is started",
                        "send it again later; the server's log says why it ended")
                .withRetryAfter(Duration.ofNanos(wait));
    }

    private synchronized Duration startTime() {
        return lastStart;
    }

    synchronized WorkerStatus status() {
        OptionalLong process =
                state instanceof State.Up(Worker worker, long since)
                        ? OptionalLong.of(worker.processId())
                        : OptionalLong.empty();
        return new WorkerStatus(process, restarts);
    }

    private void watch(Worker worker) {
        var _ = worker.death().thenAccept(death -> ended(worker, death));
    }

    private synchronized void ended(Worker worker, WorkerExit death) {
        if (state instanceof State.Up(Worker current, long since) && current == worker) {
            if (time.nanos() - since >= limits.steady().toNanos()) {
                backoff.reset();
            }
            Duration delay = startLater();
            LOG.warn(
                    "the worker of {} (process {}) is no more: {}; another is started in {} ms{}",
                    order.model(),
                    worker.processId(),
                    death.describe(),
                    delay.toMillis(),
                    quoted(death));
        }
    }

    private static String quoted(WorkerExit death) {
        return death.lastWords().isEmpty()
                ? ""
                : "; its last output:\n  " + String.join("\n  ", death.lastWords());
    }

    private Duration startLater() {
        Duration delay = backoff.next();
        state = new State.Down(time.nanos() + delay.toNanos());
        var _ = WatchdogTimer.after(time, delay, this::startAgain);
        return delay;
    }

    private void startAgain() {
        if (!begin()) {
            return;
        }
        long begin = time.nanos();
        @Nullable Worker worker = null;
        try {
            worker = starter.start();
            if (comes(worker)) {
                requireSame(load(worker, order));
                if (up(worker, Duration.ofNanos(time.nanos() - begin))) {
                    watch(worker);
                    return;
                }
            }
        } catch (RuntimeException | Error e) {
            // Whatever it is, such as no more threads, the next try is due.
            failed(e);
        }
        if (worker != null) {
            worker.end();
        }
    }

    private synchronized boolean begin() {
        if (state instanceof State.Closed) {
            return false;
        }
        restarts++;
        return true;
    }

    /// Takes note of a worker that is about to load.
    ///
    /// @return whether it is still wanted
    private synchronized boolean comes(Worker worker) {
        coming = worker;
        return !(state instanceof State.Closed);
    }

    private void requireSame(ArtifactDescription other) {
        if (!description.isInterchangeableWith(other)) {
            throw new IllegalStateException(
                    "the model's file has changed: it has inputs "
                            + SanitizedText.of(other.inputs().toString())
                            + " and outputs "
                            + SanitizedText.of(other.outputs().toString()));
        }
    }

    private synchronized boolean up(Worker worker, Duration start) {
        if (state instanceof State.Closed) {
            return false;
        }
        state = new State.Up(worker, time.nanos());
        coming = null;
        lastStart = start;
        LOG.info(
                "the worker of {} is up again after {} ms (process {})",
                order.model(),
                start.toMillis(),
                worker.processId());
        return true;
    }

    private synchronized void failed(Throwable failure) {
        coming = null;
        if (!(state instanceof State.Closed)) {
            Duration delay = startLater();
            LOG.warn(
                    "no worker of {} could be started: {}; the next try is in {} ms",
                    order.model(),
                    failure.getMessage(),
                    delay.toMillis());
        }
    }

    /// Ends the worker, one included that is being started, and waits for that.
    @Override
    public void close() {
        Worker last;
        synchronized (this) {
            last = state instanceof State.Up(Worker worker, long since) ? worker : coming;
            state = new State.Closed();
        }
        if (last != null) {
            last.end();
            var _ =
                    last.death()
                            .handle((death, failure) -> true)
                            .completeOnTimeout(
                                    false, limits.endMax().toNanos(), TimeUnit.NANOSECONDS)
                            .join();
        }
    }
}
