package dev.berth.jobs.execution;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.jobs.JobState;
import dev.berth.jobs.execution.BlockPredictor.Attempt;
import dev.berth.jobs.store.JobLeases;
import dev.berth.jobs.store.JobLeases.BlockResult;
import dev.berth.jobs.store.JobLeases.Lease;
import dev.berth.jobs.store.JobLeases.Written;
import dev.berth.jobs.store.JobStore;
import dev.berth.serving.request.ScatterGather;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Execution of one leased job: block after block from the first that is not done, until the last
/// one, a failure, or the loss of the lease. Runs on one thread; others give it up.
final class JobExecution {
    private static final Logger LOG = LoggerFactory.getLogger(JobExecution.class);

    private static final Problem GIVEN_UP =
            Problem.of(
                    ProblemCode.CANCELLED,
                    "the job was given up, or is another server's",
                    "none is needed");

    private static final Backoff RETRY =
            new Backoff(
                    Duration.ofSeconds(1),
                    Duration.ofMinutes(1),
                    () -> ThreadLocalRandom.current().nextDouble());

    /// While the server is overloaded by callers, whose requests go first.
    private static final Backoff OVERLOAD =
            new Backoff(
                    Duration.ofMillis(50),
                    Duration.ofSeconds(5),
                    () -> ThreadLocalRandom.current().nextDouble());

    private final Lease lease;
    private final JobLeases leases;
    private final BlockPredictor predictor;
    private final JobCounters counters;
    private final InstantSource clock;
    private final Runnable progressed;
    private final List<Integer> blockRecords;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stopping = lock.newCondition();
    private @Nullable ScatterGather inFlight;
    private boolean isGivenUp;

    /// @param progressed called after each write
    JobExecution(
            Lease lease,
            JobStore store,
            JobLeases leases,
            BlockPredictor predictor,
            JobCounters counters,
            InstantSource clock,
            Runnable progressed) {
        this.lease = lease;
        this.leases = leases;
        this.predictor = predictor;
        this.counters = counters;
        this.clock = clock;
        this.progressed = progressed;
        this.blockRecords = store.blockRecords(lease.id());
    }

    Lease lease() {
        return lease;
    }

    /// Ends it soon, without a further write. Any thread.
    void giveUp() {
        ScatterGather requests;
        lock.lock();
        try {
            isGivenUp = true;
            requests = inFlight;
            stopping.signalAll();
        } finally {
            lock.unlock();
        }
        if (requests != null) {
            requests.cancel(GIVEN_UP);
        }
    }

    private boolean isGivenUp() {
        lock.lock();
        try {
            return isGivenUp;
        } finally {
            lock.unlock();
        }
    }

    /// Executes the job. Every failure is written, or leaves the lease to run out.
    void run() {
        int first = 0;
        Lease current = lease;
        for (int block = 0; block < lease.blocks(); block++) {
            if (block >= lease.blocksDone()) {
                Lease next = step(current, block, first);
                if (next == null) {
                    return;
                }
                current = next;
            }
            first += blockRecords.get(block);
        }
    }

    /// @return the lease as it is after the block; null if the execution ends
    private @Nullable Lease step(Lease current, int block, int first) {
        BlockResult result;
        try {
            result = predict(current, block, first);
        } catch (ProblemException e) {
            failed(current, e.problem());
            return null;
        }
        if (result == null) {
            leases.release(current);
            return null;
        }
        Written written = leases.complete(current, block, result);
        progressed.run();
        return switch (written) {
            case LOST -> {
                counters.leaseLost();
                yield null;
            }
            case LAST -> {
                counters.predicted(result.records());
                counters.finished(JobState.SUCCEEDED);
                yield null;
            }
            case DONE -> {
                counters.predicted(result.records());
                yield current.after(block, result.version());
            }
        };
    }

    /// Predicts a block, and waits while the server is overloaded.
    ///
    /// @return null if it was given up
    private @Nullable BlockResult predict(Lease current, int block, int first) {
        ByteBuffer body = leases.body(current, block);
        for (int refusals = 1; ; refusals++) {
            long millis = lease.deadlineMillis() - clock.millis();
            if (millis <= 0) {
                throw JobLeases.late().asException();
            }
            if (isGivenUp()) {
                return null;
            }
            try {
                return predictor.predict(
                        current,
                        body,
                        new Attempt(
                                current.failures() >= current.retries(),
                                System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis),
                                first,
                                this::begin));
            } catch (ProblemException e) {
                if (isGivenUp() || e.problem().code() == ProblemCode.DRAINING) {
                    return null;
                }
                if (!BlockPredictor.isOverload(e.problem().code())) {
                    throw e;
                }
                pause(OVERLOAD.pause(refusals));
            }
        }
    }

    private void begin(ScatterGather requests) {
        boolean isLate;
        lock.lock();
        try {
            inFlight = requests;
            isLate = isGivenUp;
        } finally {
            lock.unlock();
        }
        if (isLate) {
            requests.cancel(GIVEN_UP);
        }
    }

    private void pause(Duration time) {
        lock.lock();
        try {
            long nanos = time.toNanos();
            while (!isGivenUp && nanos > 0) {
                nanos = stopping.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            isGivenUp = true;
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void failed(Lease current, Problem problem) {
        if (BlockPredictor.isTransient(problem.code())
                && problem.code() != ProblemCode.DEADLINE_EXCEEDED
                && current.failures() < current.retries()) {
            Duration pause = RETRY.pause(current.failures() + 1);
            Duration wanted = problem.retryAfter().orElse(Duration.ZERO);
            LOG.info("job {} is tried again: {}", lease.id(), problem);
            counters.retried();
            leases.retry(current, pause.compareTo(wanted) < 0 ? wanted : pause);
        } else if (leases.fail(current, problem)) {
            LOG.info("job {} failed: {}", lease.id(), problem);
            counters.finished(JobState.FAILED);
        }
        progressed.run();
    }
}
