package dev.berth.batch;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Work that is done in its order on a thread of its own, while its caller goes on: pieces wait
/// whose memory together is bounded. After one that fails, the others are left undone. For one
/// caller.
final class WriteBehind implements AutoCloseable {
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("berth-batch-write").factory());
    private static final int BYTES_PER_PERMIT = 1 << 10;

    /// However small they are: what is predicted must not be far ahead of what is finished.
    private static final int WAITING_MAX = 32;

    private final int permits;
    private final Semaphore room;
    private volatile @Nullable Throwable failure;

    /// @param waitingBytesMax of all pieces that wait; one that is larger waits alone
    WriteBehind(int waitingBytesMax) {
        permits = waitingBytesMax / BYTES_PER_PERMIT;
        room = new Semaphore(permits);
    }

    /// Adds a piece of work. Blocks while too many wait.
    ///
    /// @param undone is run in its place after a failure
    /// @param bytes of memory that it holds
    /// @throws RuntimeException or Error of work that has failed
    void add(Runnable work, Runnable undone, long bytes) throws InterruptedException {
        int taken =
                Math.clamp(bytes / BYTES_PER_PERMIT, Math.max(1, permits / WAITING_MAX), permits);
        room.acquire(taken);
        var _ =
                thread.submit(
                        () -> {
                            try {
                                run(work, undone);
                            } finally {
                                room.release(taken);
                            }
                        });
        rethrow();
    }

    private void run(Runnable work, Runnable undone) {
        if (failure != null) {
            undone.run();
            return;
        }
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }

    /// Waits until all is done.
    ///
    /// @throws RuntimeException or Error of work that has failed
    void finish() throws InterruptedException {
        Future<?> last = thread.submit(() -> {});
        try {
            last.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        rethrow();
    }

    private void rethrow() {
        switch (failure) {
            case null -> {}
            case RuntimeException problem -> throw problem;
            case Error error -> throw error;
            case Throwable other -> throw new IllegalStateException(other);
        }
    }

    /// Waits until all is done or left undone.
    @Override
    public void close() {
        thread.close();
    }
}
