package dev.berth.runtime.process;

import dev.berth.core.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A worker process and the connections to it, from its start to its end. Thread-safe.
///
/// Whatever waits for the worker ends when the process does, or when [#kill] is called: that closes
/// the connections too, so that nothing waits for a process that its worker has left behind.
final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final String SOCKET = "s";

    /// A worker has one connection at a time that is not accepted yet.
    private static final int BACKLOG = 2;

    private static final int HELLO_BYTES_MAX = 64;

    private final Process process;
    private final Path room;
    private final ServerSocketChannel listener;
    private final WorkerLimits limits;
    private final WorkerTime time;
    private final OutputTail lastWords;
    private final AtomicReference<@Nullable String> fault = new AtomicReference<>();
    private final Set<FrameChannel> channels = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<WorkerExit> death = new CompletableFuture<>();
    private final FrameWriter orders = new FrameWriter();
    private final Object opening = new Object();
    private volatile @Nullable FrameChannel control;

    private Worker(
            Process process,
            Path room,
            ServerSocketChannel listener,
            WorkerLimits limits,
            WorkerTime time) {
        this.process = process;
        this.room = room;
        this.listener = listener;
        this.limits = limits;
        this.time = time;
        this.lastWords = new OutputTail(process.getInputStream(), process.pid());
        // On a thread of its own, and not on those that all share, which a caller may hold up.
        Thread.ofPlatform()
                .name("berth-worker-end-" + process.pid())
                .daemon()
                .start(this::awaitEnd);
    }

    /// Starts the process; it is not known yet whether it does anything.
    ///
    /// @param room a folder for it alone, which is deleted when it has ended
    static Worker start(WorkerLaunch launch, Path room, WorkerLimits limits, WorkerTime time)
            throws IOException {
        Path socket = room.resolve(SOCKET);
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        Process process = null;
        try {
            listener.bind(UnixDomainSocketAddress.of(socket), BACKLOG);
            process = launch.start(room, socket);
            return new Worker(process, room, listener, limits, time);
        } catch (IOException | RuntimeException | Error e) {
            if (process != null) {
                process.destroyForcibly();
            }
            listener.close();
            WorkerFolder.delete(room);
            throw e;
        }
    }

    private void awaitEnd() {
        OptionalInt status = OptionalInt.empty();
        try {
            status = OptionalInt.of(process.waitFor());
            closeChannels();
            lastWords.awaitEnd(limits.wordsMax());
            WorkerFolder.delete(room);
        } catch (InterruptedException | RuntimeException | Error e) {
            LOG.error("what worker {} has left is not cleared away", process.pid(), e);
        } finally {
            // In any case: its supervisor waits for this to start another.
            death.complete(
                    new WorkerExit(status, Optional.ofNullable(fault.get()), lastWords.lines()));
        }
    }

    long processId() {
        return process.pid();
    }

    Path room() {
        return room;
    }

    /// Completes when the process has ended.
    CompletableFuture<WorkerExit> death() {
        return death;
    }

    /// Loads an artifact in it. Blocks until it has.
    ///
    /// @throws ProblemException as the engine throws it; `artifact-load-failed` if the process
    ///   ends, or takes too long
    ArtifactDescription load(LoadCommand order) {
        try (var _ = killAfter(limits.startMax(), "did not load the model")) {
            FrameChannel connected = accept();
            control = connected;
            order.write(orders);
            connected.send(orders);
            FrameReader answer = connected.receive(ArtifactDescription.BYTES_MAX);
            return switch (answer.kind()) {
                case LOADED -> ArtifactDescription.read(answer);
                case PROBLEM -> throw WorkerProblem.read(answer).asException();
                default -> throw new FrameProtocolException("a " + answer.kind() + " after a LOAD");
            };
        } catch (IOException e) {
            throw awaitDeath().ofLoad(fileName(order)).asException();
        } catch (FrameProtocolException e) {
            throw broke(e).ofLoad(fileName(order)).asException();
        }
    }

    private static String fileName(LoadCommand order) {
        return String.valueOf(order.model().getFileName());
    }

    /// A connection for the line of this number. Blocks until the worker has made it.
    FrameChannel connect(int connection) throws IOException {
        synchronized (opening) {
            order(FrameKind.CONNECT, connection, 0);
            FrameChannel channel = accept();
            FrameReader hello = channel.receive(HELLO_BYTES_MAX);
            if (hello.kind() != FrameKind.HELLO || hello.readInt() != connection) {
                throw new FrameProtocolException("a " + hello.kind() + " of another line");
            }
            return channel;
        }
    }

    private FrameChannel accept() throws IOException {
        var channel = new FrameChannel(listener.accept());
        channels.add(channel);
        if (!listener.isOpen()) {
            // Closed meanwhile, and this one missed.
            channel.close();
        }
        return channel;
    }

    /// Closes a connection, upon which the worker gives up its execution.
    void disconnect(FrameChannel channel) {
        channels.remove(channel);
        channel.close();
    }

    /// Sends the command to end a run. Does not wait.
    void terminate(int connection, long run) {
        try {
            order(FrameKind.TERMINATE, connection, run);
        } catch (IOException e) {
            // It has ended, and so has the run.
        }
    }

    private void order(FrameKind kind, int connection, long run) throws IOException {
        FrameChannel connected = control;
        if (connected == null) {
            throw new IllegalStateException("a worker that has loaded nothing");
        }
        synchronized (orders) {
            connected.send(orders.begin(kind).putInt(connection).putLong(run));
        }
    }

    /// Kills it unless the timer is closed within this time.
    ///
    /// @param what it then did not do
    WatchdogTimer killAfter(Duration delay, String what) {
        return WatchdogTimer.after(
                time, delay, () -> kill(what + " within " + delay.toMillis() + " ms"));
    }

    /// Ends the process at once, and whatever waits for it.
    ///
    /// @param why as reported: what it did, or did not
    void kill(String why) {
        fault.compareAndSet(null, why);
        end();
    }

    /// The same when it is not wanted any more.
    void end() {
        // Of a process that has ended the number may be another's by now.
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        closeChannels();
    }

    private void closeChannels() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        channels.forEach(FrameChannel::close);
        channels.clear();
    }

    /// Kills it for what it sent.
    WorkerExit broke(FrameProtocolException what) {
        kill("sent " + what.getMessage());
        return awaitDeath();
    }

    /// How it ended, when a connection to it has; one that does not end is killed.
    WorkerExit awaitDeath() {
        try {
            return endWithin(limits.endMax())
                    .or(
                            () -> {
                                kill("closed its connection and did not end");
                                return endWithin(limits.endMax());
                            })
                    .orElseGet(
                            () ->
                                    new WorkerExit(
                                            OptionalInt.empty(),
                                            Optional.ofNullable(fault.get()),
                                            lastWords.lines()));
        } finally {
            closeChannels();
        }
    }

    private Optional<WorkerExit> endWithin(Duration time) {
        try {
            return Optional.of(death.get(time.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a worker's end could not be reported", e);
        }
    }
}
