package dev.berth.serving;

import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has Linux think again, often, about who gets a processor, while something runs that is to give
/// way: background batches, loads of models.
///
/// Threads that are nice, or even of the policy that is idle, do not always give way. Since 6.6 the
/// kernel gives a processor only to who has not had more than its share so far, however small the
/// others' shares are. A thread of the foreground that is interrupted for microseconds has had more
/// than its share beside one that has had nothing, so that the nice one comes next. It need have
/// the processor for some ten microseconds to be beyond its own share, but keeps it until somebody
/// wakes up or falls asleep there or the next tick comes, up to 4 ms later. So one thread on each
/// processor does nothing but that: it sleeps and wakes up. Each time takes some microseconds.
///
/// Where the process may use more processors than it executes on, threads find others, and nothing
/// is done. Thread-safe.
final class PreemptionTicker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PreemptionTicker.class);

    private static final long EVERY_NANOS = 500_000;

    /// So long after the end it goes on, since waking threads up for each batch costs as much.
    private static final int TIMES_AFTER = 20;

    private final AtomicInteger running = new AtomicInteger();
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicInteger resting = new AtomicInteger();
    private final List<Thread> threads;
    private volatile boolean closed;

    /// @param executing on so many processors
    PreemptionTicker(int executing) {
        BitSet processors = processors();
        ThreadFactory factory = Thread.ofPlatform().name("berth-nudge-", 0).daemon().factory();
        this.threads =
                processors.cardinality() > executing
                        ? List.of()
                        : processors.stream()
                                .mapToObj(each -> factory.newThread(() -> work(each)))
                                .toList();
    }

    private static BitSet processors() {
        try {
            return SystemCall.areKnown() ? Affinity.processors() : new BitSet();
        } catch (Throwable e) {
            LOG.debug("the process's processors are not known", e);
            return new BitSet();
        }
    }

    /// Runs what is to give way, in the calling thread.
    void during(Runnable task) {
        began();
        try {
            task.run();
        } finally {
            running.decrementAndGet();
        }
    }

    private void began() {
        if (running.getAndIncrement() > 0) {
            return;
        }
        if (!started.get() && started.compareAndSet(false, true)) {
            threads.forEach(Thread::start);
        } else if (resting.get() > 0) {
            threads.forEach(LockSupport::unpark);
        }
    }

    private void work(int processor) {
        try {
            if (!Affinity.keepOn(processor)) {
                return;
            }
        } catch (Throwable e) {
            LOG.debug("a thread cannot be kept on processor {}", processor, e);
            return;
        }
        for (int idle = 0; !closed; ) {
            idle = running.get() > 0 ? 0 : idle + 1;
            if (idle <= TIMES_AFTER) {
                LockSupport.parkNanos(this, EVERY_NANOS);
            } else {
                rest();
            }
        }
    }

    /// Looks once more after it can be found by [#began], so that it misses no beginning.
    private void rest() {
        resting.incrementAndGet();
        if (running.get() == 0 && !closed) {
            LockSupport.park(this);
        }
        resting.decrementAndGet();
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(LockSupport::unpark);
    }
}
