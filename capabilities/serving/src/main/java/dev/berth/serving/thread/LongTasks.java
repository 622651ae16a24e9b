package dev.berth.serving.thread;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// A limit on how many tasks of a kind run at once on threads that others need as well: so many
/// callers' expressions that take some tenths of a second each leave threads to the models of
/// others.
///
/// Tasks above the limit wait in order. Each is given to the threads anew, behind what others have
/// given to them meanwhile. Thread-safe.
public final class LongTasks implements Executor {
    private final Executor threads;
    private final int limit;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;

    /// @param limit at least 1
    LongTasks(Executor threads, int limit) {
        this.threads = threads;
        this.limit = limit;
    }

    /// @throws RejectedExecutionException if the threads take no more
    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            if (running == limit) {
                waiting.add(task);
                return;
            }
            running++;
        }
        try {
            give(task);
        } catch (RejectedExecutionException closed) {
            var _ = next();
            throw closed;
        }
    }

    private void give(Runnable task) {
        threads.execute(
                () -> {
                    try {
                        task.run();
                    } finally {
                        giveNext();
                    }
                });
    }

    private void giveNext() {
        Runnable next = next();
        if (next != null) {
            try {
                give(next);
            } catch (RejectedExecutionException closed) {
                // The threads end when they have done what they were given, and so does this.
                runAll(next);
            }
        }
    }

    private void runAll(Runnable first) {
        for (Runnable next = first; next != null; next = next()) {
            next.run();
        }
    }

    /// What waited longest; null if there is none, and one fewer runs.
    private synchronized @Nullable Runnable next() {
        Runnable next = waiting.poll();
        if (next == null) {
            running--;
        }
        return next;
    }
}
