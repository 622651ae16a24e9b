package dev.berth.serving.thread;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A fixed number of threads, of which the one that fell idle last gets the next task: where there
/// is less to do than they could, few of them do it, whose processors' caches still hold what the
/// engine needs, and the others are not even started. A pool in order has them take turns.
///
/// A thread that falls asleep is awake again only some 50 to 100 µs after it is wanted, the longer
/// where the processor went idle meanwhile. So the last one to fall idle stays awake for a moment
/// if it had not long to wait before: a caller that sends its next request when answered is mostly
/// back by then. It does so for a quarter of the time at most that its task took, and a thread that
/// answers requests interrupts it ([dev.berth.scheduling.LowPriority]).
///
/// Thread-safe. Tasks that come while all are busy wait in order.
final class LifoThreadPool implements Executor, AutoCloseable {
    /// Longer than it takes until an answer is out and the next request is read.
    private static final long AWAKE_NANOS_MAX = 500_000;

    private static final int AWAKE_SHARE = 4;

    private final int count;
    private final ThreadFactory factory;
    private final Runnable afterEach;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final ArrayDeque<PooledThread> idle = new ArrayDeque<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean waits;
    private volatile int busy;
    private boolean closed;

    /// @param afterEach what a thread does after each task, whatever has become of it
    LifoThreadPool(int count, ThreadFactory factory, Runnable afterEach) {
        this.count = count;
        this.factory = factory;
        this.afterEach = afterEach;
    }

    int count() {
        return count;
    }

    /// How many run something at this moment.
    int busy() {
        return busy;
    }

    /// Whether a task waits for a thread.
    boolean isContended() {
        return waits;
    }

    /// @throws RejectedExecutionException once this is closed
    @Override
    public void execute(Runnable task) {
        PooledThread last = begin(task);
        if (last != null) {
            last.give(task);
        }
    }

    /// @return the thread that gets the task; null if a new thread has it or it waits
    private synchronized @Nullable PooledThread begin(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("closed");
        }
        PooledThread last = idle.pollLast();
        if (last != null) {
            busy++;
        } else if (threads.size() < count) {
            Thread thread = factory.newThread(new PooledThread(task)::work);
            // Counted only once it runs: the system may have no thread to give.
            thread.start();
            threads.add(thread);
            busy++;
        } else {
            tasks.add(task);
            waits = true;
        }
        return last;
    }

    /// @return what waited longest; null if the thread is idle, or is to end
    private synchronized @Nullable Runnable nextFor(PooledThread pooled) {
        Runnable next = tasks.poll();
        if (next != null) {
            waits = !tasks.isEmpty();
            return next;
        }
        busy--;
        if (closed) {
            pooled.end();
        } else {
            idle.addLast(pooled);
        }
        return null;
    }

    /// Ends the threads when all tasks have run, and waits for that.
    @Override
    public void close() {
        List<Thread> all;
        synchronized (this) {
            closed = true;
            idle.forEach(PooledThread::end);
            idle.clear();
            all = List.copyOf(threads);
        }
        boolean interrupted = false;
        for (Thread thread : all) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// The loop of one thread. While it waits it keeps nothing of its last task, which may be the
    /// way to a model that was replaced.
    private final class PooledThread {
        private volatile @Nullable Thread thread;
        private volatile @Nullable Runnable given;
        private volatile boolean ended;
        private long waitedNanos;

        PooledThread(Runnable first) {
            this.given = first;
        }

        void work() {
            thread = Thread.currentThread();
            while (given != null) {
                long begin = System.nanoTime();
                run(take());
                await(begin);
            }
        }

        private Runnable take() {
            Runnable task = requireNonNull(given);
            given = null;
            return task;
        }

        private void run(Runnable task) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                Thread self = Thread.currentThread();
                self.getUncaughtExceptionHandler().uncaughtException(self, e);
            } finally {
                afterEach.run();
            }
        }

        /// Until there is a task, or never will be.
        ///
        /// @param begin when the last task began
        private void await(long begin) {
            Runnable next = nextFor(this);
            if (next != null) {
                given = next;
                return;
            }
            long idleSince = System.nanoTime();
            long awake = Math.min(AWAKE_NANOS_MAX, (idleSince - begin) / AWAKE_SHARE);
            if (waitedNanos < awake && busy == 0 && count > 1) {
                stayAwake(idleSince, awake);
            }
            while (given == null && !ended) {
                LockSupport.park(LifoThreadPool.this);
                // One that is left interrupted would not sleep any more.
                boolean _ = Thread.interrupted();
            }
            waitedNanos = System.nanoTime() - idleSince;
        }

        private void stayAwake(long since, long nanos) {
            while (given == null && !ended && System.nanoTime() - since < nanos) {
                Thread.onSpinWait();
            }
        }

        void give(Runnable task) {
            given = task;
            LockSupport.unpark(thread);
        }

        void end() {
            ended = true;
            LockSupport.unpark(thread);
        }
    }
}
