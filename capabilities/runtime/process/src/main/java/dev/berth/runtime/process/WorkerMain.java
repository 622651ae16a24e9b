package dev.berth.runtime.process;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.runtime.ModelRuntime;
import dev.berth.runtime.StepRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The process of a worker: loads one artifact and executes it for the server that started it,
/// until that closes the connection, or is no more.
public final class WorkerMain {
    /// Of two hundred to a thousand in practice: when memory runs out, the system ends a worker
    /// before the server.
    private static final String OUT_OF_MEMORY_SCORE = "800";

    private final Path socket;
    private final FrameChannel control;
    private final IntConsumer halt;
    private final Map<Integer, WorkerConnectionHandler> connections = new ConcurrentHashMap<>();
    private volatile @Nullable LoadedArtifact artifact;

    private WorkerMain(Path socket, IntConsumer halt) throws IOException {
        this.socket = socket;
        this.halt = halt;
        this.control = FrameChannel.connect(socket);
    }

    /// Serves until the server is gone.
    ///
    /// @param arguments the server's socket
    public static void main(String[] arguments) {
        offerToTheKiller();
        // Not an exit: threads may be in an engine that hangs.
        serve(Path.of(arguments[0]), Runtime.getRuntime()::halt);
    }

    /// @param halt ends the worker, with a status
    static void serve(Path socket, IntConsumer halt) {
        orEnd(() -> new WorkerMain(socket, halt).serve(), halt);
    }

    /// Task of a worker's thread.
    private interface Work {
        void run() throws IOException;
    }

    private static void orEnd(Work work, IntConsumer halt) {
        int status = 0;
        try {
            work.run();
            return;
        } catch (IOException e) {
            // The server is gone, or wants this to be.
        } catch (RuntimeException | Error e) {
            e.printStackTrace();
            status = 1;
        }
        halt.accept(status);
    }

    private static void offerToTheKiller() {
        try {
            Files.writeString(Path.of("/proc/self/oom_score_adj"), OUT_OF_MEMORY_SCORE);
        } catch (IOException e) {
            // No Linux, or not allowed.
        }
    }

    private void serve() throws IOException {
        FrameReader first = control.receive(LoadCommand.BYTES_MAX);
        if (first.kind() != FrameKind.LOAD) {
            throw new FrameProtocolException("first a " + first.kind());
        }
        var order = LoadCommand.read(first);
        // On a thread of its own: a load that hangs must not keep this from seeing the server go.
        Thread.ofPlatform()
                .name("load")
                .daemon()
                .start(() -> orEnd(() -> loadAndTell(order), halt));
        while (true) {
            obey(control.receive(LoadCommand.BYTES_MAX));
        }
    }

    private void loadAndTell(LoadCommand order) throws IOException {
        var answer = new FrameWriter();
        LoadedArtifact loaded;
        try {
            loaded = load(order);
        } catch (RuntimeException | LinkageError e) {
            WorkerProblem.write(e, ProblemCode.ARTIFACT_LOAD_FAILED, answer);
            control.send(answer);
            return;
        }
        artifact = loaded;
        ArtifactDescription.of(loaded).write(answer.begin(FrameKind.LOADED));
        control.send(answer);
    }

    private static LoadedArtifact load(LoadCommand order) {
        String engine = order.settings().engine();
        return Stream.<Class<? extends ModelRuntime>>of(ModelRuntime.class, StepRuntime.class)
                .flatMap(kind -> ServiceLoader.load(kind).stream())
                .map(ServiceLoader.Provider::get)
                .filter(runtime -> runtime.engine().equals(engine))
                .findFirst()
                .orElseThrow(() -> missing(engine))
                .load(order.model(), order.settings(), new TensorPool());
    }

    private static ProblemException missing(String engine) {
        return new ProblemException(
                ProblemCode.PACKAGE_INVALID,
                "engine '" + engine + "' is not on the class path of a worker",
                "put it where java.util.ServiceLoader finds it, or leave out `isolation: process`");
    }

    private void obey(FrameReader order) {
        int number = order.readInt();
        switch (order.kind()) {
            case CONNECT -> {
                var connection =
                        new WorkerConnectionHandler(
                                number, requireArtifact(), () -> connections.remove(number));
                connections.put(number, connection);
                connection.start(socket);
            }
            case TERMINATE -> {
                WorkerConnectionHandler connection = connections.get(number);
                if (connection != null) {
                    connection.terminate(order.readLong());
                }
            }
            default -> throw new FrameProtocolException("an order of the kind " + order.kind());
        }
    }

    private LoadedArtifact requireArtifact() {
        LoadedArtifact loaded = artifact;
        if (loaded == null) {
            throw new FrameProtocolException("a line before the artifact is loaded");
        }
        return loaded;
    }
}
