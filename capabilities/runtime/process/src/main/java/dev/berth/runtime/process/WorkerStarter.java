package dev.berth.runtime.process;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// Starts workers and tracks those that are running. Thread-safe.
///
/// All are started by one thread, which is begun with this: a process inherits the priority of the
/// thread that starts it, and those that load models have a low one, which workers must not inherit
/// and could not raise again.
final class WorkerStarter implements AutoCloseable {
    private final WorkerLaunch launch;
    private final WorkerLimits limits;
    private final WorkerTime time;
    private final List<Path> places;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("berth-worker-starter").daemon().factory());
    private final Set<Worker> workers = ConcurrentHashMap.newKeySet();
    private @Nullable WorkerFolder folder;
    private boolean closed;

    /// @param places for the folder of all workers, the best first
    WorkerStarter(WorkerLaunch launch, WorkerLimits limits, List<Path> places) {
        this(launch, limits, places, WorkerTime.SYSTEM);
    }

    /// @param time by which its workers are supervised
    WorkerStarter(WorkerLaunch launch, WorkerLimits limits, List<Path> places, WorkerTime time) {
        this.launch = launch;
        this.limits = limits;
        this.time = time;
        this.places = List.copyOf(places);
        thread.execute(() -> {});
    }

    WorkerLimits limits() {
        return limits;
    }

    WorkerTime time() {
        return time;
    }

    /// @throws ProblemException `artifact-load-failed` if the system starts none
    Worker start() {
        try {
            return CompletableFuture.supplyAsync(this::startHere, thread).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ProblemException problem ? problem : e;
        }
    }

    private Worker startHere() {
        try {
            Worker worker = Worker.start(launch, newRoom(), limits, time);
            workers.add(worker);
            if (isClosed()) {
                // After those that there were have been ended.
                worker.end();
            }
            var _ = worker.death().whenComplete((death, failure) -> workers.remove(worker));
            return worker;
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.ARTIFACT_LOAD_FAILED,
                            "no worker process could be started: " + e.getMessage(),
                            "look at the limits of processes and memory, and at the room in "
                                    + places),
                    e);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized Path newRoom() throws IOException {
        if (closed) {
            throw new IOException("the server is stopping");
        }
        if (folder == null) {
            folder = WorkerFolder.create(places);
        }
        return folder.newRoom();
    }

    /// Where the workers have their folders; empty until there was one.
    synchronized List<Path> folders() {
        return folder == null ? List.of() : List.of(folder.path());
    }

    /// Ends all that are left, without waiting for them.
    @Override
    public void close() {
        WorkerFolder made;
        synchronized (this) {
            closed = true;
            made = folder;
            folder = null;
        }
        thread.shutdown();
        workers.forEach(Worker::end);
        if (made != null) {
            try {
                made.close();
            } catch (IOException e) {
                // The next start sweeps.
            }
        }
    }
}
