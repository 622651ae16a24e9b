package dev.berth.jobs.execution;

import dev.berth.core.ProblemException;
import dev.berth.core.system.JobSettings;
import dev.berth.jobs.JobState;
import dev.berth.jobs.store.JobExpiry;
import dev.berth.jobs.store.JobLeases;
import dev.berth.jobs.store.JobLeases.Lease;
import dev.berth.jobs.store.JobStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runner of the jobs of one server. One thread polls the database once a second, takes jobs while
/// there are free places, renews leases, and expires results; each job runs on a thread of its own.
public final class JobRunner implements AutoCloseable {
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
    private static final Duration EXPIRY_INTERVAL = Duration.ofSeconds(30);
    private static final Duration COUNT_INTERVAL = Duration.ofSeconds(10);

    /// The requests in flight are cancelled; what is left is a write to the database.
    private static final Duration STOP_MAX = Duration.ofSeconds(4);

    /// A lease outlives two renewals that fail.
    private static final int RENEWALS_IN_LEASE = 3;

    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

    private final JobStore store;
    private final JobLeases leases;
    private final JobExpiry expiry;
    private final BlockPredictor predictor;
    private final Supplier<JobSettings> settings;
    private final JobWatch watch;
    private final JobCounters counters;
    private final InstantSource clock;
    private final String owner;
    private final Runnable webhooksDue;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private final Map<Lease, JobExecution> executions = new HashMap<>();
    private final AtomicInteger names = new AtomicInteger();
    private final Thread polling;
    private boolean isWoken;
    private boolean isClosed;
    private boolean isFailing;
    private long renewedNanos;
    private long expiredNanos;
    private long countedNanos;
    private volatile Map<JobState, Long> counts = Map.of();

    /// @param store of this runner alone; closed with it
    /// @param owner name of this server, for people
    /// @param webhooksDue called when webhooks are due; must not block
    public JobRunner(
            JobStore store,
            BlockPredictor predictor,
            Supplier<JobSettings> settings,
            JobWatch watch,
            JobCounters counters,
            InstantSource clock,
            String owner,
            Runnable webhooksDue) {
        this.store = store;
        this.leases = new JobLeases(store);
        this.expiry = new JobExpiry(store);
        this.predictor = predictor;
        this.settings = settings;
        this.watch = watch;
        this.counters = counters;
        this.clock = clock;
        this.owner = owner;
        this.webhooksDue = webhooksDue;
        long now = System.nanoTime();
        this.renewedNanos = now;
        this.isWoken = true;
        this.expiredNanos = now - EXPIRY_INTERVAL.toNanos();
        this.countedNanos = now - COUNT_INTERVAL.toNanos();
        this.polling = Thread.ofPlatform().daemon().name("berth-jobs").unstarted(this::poll);
    }

    /// Begins to poll.
    public JobRunner start() {
        polling.start();
        return this;
    }

    /// Polls at once: a job was submitted here, or changed.
    public void wake() {
        lock.lock();
        try {
            isWoken = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Jobs by their state, as of some seconds ago.
    public Map<JobState, Long> counts() {
        return counts;
    }

    private void poll() {
        while (awaitTurn()) {
            try {
                turn();
                isFailing = false;
            } catch (ProblemException e) {
                if (!isFailing) {
                    LOG.warn("jobs wait until the state can be used again: {}", e.problem());
                }
                isFailing = true;
            } catch (RuntimeException | Error e) {
                LOG.error("a turn of the jobs failed", e);
            }
        }
    }

    /// @return false if the runner is closed
    private boolean awaitTurn() {
        lock.lock();
        try {
            long nanos = POLL_INTERVAL.toNanos();
            while (!isClosed && !isWoken && nanos > 0) {
                nanos = woken.awaitNanos(nanos);
            }
            isWoken = false;
            return !isClosed;
        } catch (InterruptedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void turn() {
        renew();
        JobLeases.Poll found = leases.poll(watch.jobs());
        watch.update(found.progress());
        if (found.isWebhookDue()) {
            webhooksDue.run();
        }
        int free = free();
        if (found.isJobDue() && free > 0) {
            leases.take(owner, free).forEach(this::begin);
        }
        if (isTime(expiredNanos, expiryInterval())) {
            expiredNanos = System.nanoTime();
            var _ = expiry.expireDue();
        }
        if (isTime(countedNanos, COUNT_INTERVAL)) {
            countedNanos = System.nanoTime();
            counts = leases.counts();
        }
    }

    private Duration expiryInterval() {
        Duration keep = settings.get().keep();
        return keep.compareTo(EXPIRY_INTERVAL) < 0 ? keep : EXPIRY_INTERVAL;
    }

    private static boolean isTime(long sinceNanos, Duration interval) {
        return System.nanoTime() - sinceNanos >= interval.toNanos();
    }

    private int free() {
        lock.lock();
        try {
            return isClosed ? 0 : settings.get().concurrency() - executions.size();
        } finally {
            lock.unlock();
        }
    }

    private void renew() {
        List<JobExecution> held;
        lock.lock();
        try {
            held = List.copyOf(executions.values());
        } finally {
            lock.unlock();
        }
        if (held.isEmpty()
                || !isTime(renewedNanos, settings.get().lease().dividedBy(RENEWALS_IN_LEASE))) {
            return;
        }
        renewedNanos = System.nanoTime();
        var lost = leases.renew(held.stream().map(JobExecution::lease).toList());
        held.stream().filter(each -> lost.contains(each.lease())).forEach(JobExecution::giveUp);
    }

    private void begin(Lease lease) {
        var execution =
                new JobExecution(
                        lease, store, leases, predictor, counters, clock, this::progressed);
        lock.lock();
        try {
            if (!isClosed) {
                executions.put(lease, execution);
                Thread.ofPlatform()
                        .daemon()
                        .name("berth-jobs-" + names.incrementAndGet())
                        .start(() -> run(execution));
                return;
            }
        } finally {
            lock.unlock();
        }
        leases.release(lease);
    }

    /// Those who wait on this server see it at once.
    private void progressed() {
        if (watch.count() > 0) {
            wake();
        }
    }

    private void run(JobExecution execution) {
        try {
            execution.run();
        } catch (ProblemException e) {
            // The state: the lease runs out, and the job goes on from its last block.
            LOG.warn("job {} waits for its lease to end: {}", execution.lease().id(), e.problem());
        } catch (RuntimeException | Error e) {
            LOG.error("job {} failed; its lease runs out", execution.lease().id(), e);
        } finally {
            lock.lock();
            try {
                executions.remove(execution.lease());
                isWoken = true;
                woken.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /// Gives the leases back, and ends all waits for jobs. Takes some seconds at most.
    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            woken.signalAll();
            executions.values().forEach(JobExecution::giveUp);
            long nanos = STOP_MAX.toNanos();
            while (!executions.isEmpty() && nanos > 0) {
                nanos = woken.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        watch.close();
        store.close();
    }
}
