package dev.berth.jobs.execution;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.jobs.JobId;
import dev.berth.jobs.JobProgress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Jobs whose progress callers of this server wait for. One poll a second asks the database for all
/// of them; what happens on this server itself is known at once. Thread-safe.
public final class JobWatch {
    /// A virtual thread and at most one block in memory for each.
    private static final int WATCHES_MAX = 1_000;

    private static final Problem TOO_MANY =
            Problem.of(
                    ProblemCode.QUEUE_FULL,
                    WATCHES_MAX + " requests wait for jobs at this server already",
                    "poll without `wait`, or send it again later");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<JobId, Watched> watched = new HashMap<>();
    private int watches;
    private boolean isClosed;

    /// The latest of a job, and how many wait for more.
    private static final class Watched {
        private JobProgress latest;
        private int watches;

        Watched(JobProgress latest) {
            this.latest = latest;
        }
    }

    /// One caller's interest in a job, until it is closed.
    public final class Watch implements AutoCloseable {
        private final JobId job;
        private boolean isOver;

        private Watch(JobId job) {
            this.job = job;
        }

        /// Waits until the progress is another.
        ///
        /// @return empty if the time is over, or the server stops
        public Optional<JobProgress> awaitOther(JobProgress seen, Duration time)
                throws InterruptedException {
            long nanos = time.toNanos();
            lock.lockInterruptibly();
            try {
                while (!isClosed) {
                    Watched now = watched.get(job);
                    if (now != null && !now.latest.equals(seen)) {
                        return Optional.of(now.latest);
                    }
                    if (nanos <= 0) {
                        return Optional.empty();
                    }
                    nanos = changed.awaitNanos(nanos);
                }
                return Optional.empty();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                Watched known = watched.get(job);
                if (isOver || known == null) {
                    return;
                }
                isOver = true;
                watches--;
                if (--known.watches == 0) {
                    watched.remove(job);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /// Begins to watch a job.
    ///
    /// @param known its progress as it was read
    /// @throws dev.berth.core.ProblemException `queue-full`
    public Watch watch(JobId job, JobProgress known) {
        lock.lock();
        try {
            if (watches == WATCHES_MAX) {
                throw TOO_MANY.asException();
            }
            watches++;
            watched.computeIfAbsent(job, absent -> new Watched(known)).watches++;
            return new Watch(job);
        } finally {
            lock.unlock();
        }
    }

    /// Whether the server stops.
    public boolean isClosed() {
        lock.lock();
        try {
            return isClosed;
        } finally {
            lock.unlock();
        }
    }

    List<JobId> jobs() {
        lock.lock();
        try {
            return List.copyOf(watched.keySet());
        } finally {
            lock.unlock();
        }
    }

    /// Takes what was read of watched jobs.
    void update(Map<JobId, JobProgress> progress) {
        lock.lock();
        try {
            progress.forEach(
                    (job, latest) -> {
                        Watched known = watched.get(job);
                        if (known != null) {
                            known.latest = latest;
                        }
                    });
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Ends all waits, now and later.
    void close() {
        lock.lock();
        try {
            isClosed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// How many wait.
    public int count() {
        lock.lock();
        try {
            return watches;
        } finally {
            lock.unlock();
        }
    }
}
