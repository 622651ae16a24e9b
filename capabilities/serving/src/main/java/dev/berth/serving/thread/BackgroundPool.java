package dev.berth.serving.thread;

import dev.berth.scheduling.LowPriority;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The platform threads that execute background requests, shared by all models of the process.
///
/// Design: a task, which is one batch, is begun only while the foreground leaves a processor idle:
/// while its tasks that wait or run, and those that run here, are fewer than processors, and one
/// processor is left free, for requests that arrive meanwhile. What was begun is not stopped when
/// the foreground comes back; the threads are of the lowest priority ([LowPriority#lowest]), so
/// that the system interrupts them instead, with its next tick at the latest. Where it cannot, a
/// caller waits for a batch at most, which is why these are small.
///
/// Cost for the foreground: two additions for each of its tasks, and waking up a thread here if
/// there is something for it. It takes no lock, as a thread of low priority might hold that and be
/// interrupted. Threads are started when there is the first task for them. Thread-safe.
public final class BackgroundPool implements Executor, AutoCloseable {
    private final int processors;
    private final ThreadFactory factory =
            LowPriority.lowest(Thread.ofPlatform().name("berth-background-", 0).daemon());
    private final AtomicInteger foreground = new AtomicInteger();

    /// Threads that found nothing that they might begin. The thread that removes one wakes it up.
    private final Queue<Thread> idle = new ConcurrentLinkedQueue<>();

    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private volatile boolean waits;
    private int threads;
    private int running;
    private volatile boolean closed;

    /// @param processors of the foreground
    BackgroundPool(int processors) {
        this.processors = processors;
    }

    /// How many tasks run at once at most.
    public int threadCount() {
        return Math.max(1, processors - 1);
    }

    /// A task of the foreground has come.
    void foregroundCame() {
        foreground.incrementAndGet();
    }

    /// A task of the foreground has ended.
    void foregroundLeft() {
        if (foreground.decrementAndGet() < processors && waits) {
            wakeOne();
        }
    }

    private void wakeOne() {
        Thread one = idle.poll();
        if (one != null) {
            LockSupport.unpark(one);
        }
    }

    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            tasks.addLast(task);
            waits = true;
            if (threads < Math.min(threadCount(), running + tasks.size())) {
                threads++;
                factory.newThread(this::work).start();
            }
        }
        if (foreground.get() < processors) {
            wakeOne();
        }
    }

    /// Whether a task that runs here need not make room for the foreground or another task.
    public synchronized boolean mayGoOn() {
        return tasks.isEmpty() && foreground.get() + running <= processors;
    }

    private void work() {
        while (!closed) {
            Runnable task = begin();
            if (task == null) {
                task = beginOrRest();
            }
            if (task != null) {
                try {
                    task.run();
                } finally {
                    ended();
                }
            }
        }
    }

    /// Polls once more after it is registered as idle, so that it misses no task.
    private @Nullable Runnable beginOrRest() {
        Thread self = Thread.currentThread();
        idle.add(self);
        Runnable task = begin();
        if (task == null && !closed) {
            LockSupport.park(this);
        }
        if (!idle.remove(self) && task != null) {
            // It was woken up for another.
            wakeOne();
        }
        return task;
    }

    private synchronized @Nullable Runnable begin() {
        if (tasks.isEmpty() || foreground.get() + running >= processors) {
            return null;
        }
        running++;
        Runnable task = tasks.removeFirst();
        waits = !tasks.isEmpty();
        return task;
    }

    private synchronized void ended() {
        running--;
    }

    /// Ends the threads when they are done with what they have; what waits is not begun.
    @Override
    public void close() {
        closed = true;
        for (Thread one = idle.poll(); one != null; one = idle.poll()) {
            LockSupport.unpark(one);
        }
    }
}
