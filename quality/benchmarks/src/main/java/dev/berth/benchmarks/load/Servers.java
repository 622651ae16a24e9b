package dev.berth.benchmarks.load;

import dev.berth.benchmarks.floor.Floor;
import dev.berth.benchmarks.floor.FloorProcess;
import dev.berth.benchmarks.process.JvmFlags;
import dev.berth.benchmarks.process.ServerProcess;
import dev.berth.benchmarks.stage.MiniLmSystem;
import dev.berth.benchmarks.stage.TinySystem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Servers of a comparison, each started on first use and stopped at the end.
final class Servers implements AutoCloseable {
    private static final String TINY = "tiny";
    private static final String MINILM = "minilm";

    private final String berth;
    private final Path directory;
    private final Map<String, ServerProcess> running = new HashMap<>();

    /// @param berth the command that starts Berth
    Servers(String berth, Path directory) {
        this.berth = berth;
        this.directory = directory;
    }

    /// Berth with the tiny model.
    ServerProcess tiny() throws IOException, InterruptedException {
        ServerProcess found = running.get(TINY);
        if (found != null) {
            return found;
        }
        Path system = directory.resolve("system");
        TinySystem.write(system, "onnx");
        return started(TINY, berthCommand(system));
    }

    /// Berth with the sentence model.
    ServerProcess miniLm() throws IOException, InterruptedException {
        ServerProcess found = running.get(MINILM);
        if (found != null) {
            return found;
        }
        Path system = directory.resolve("system-minilm");
        MiniLmSystem.write(system, "");
        return started(MINILM, berthCommand(system));
    }

    /// With text logs, and thus without a line per request, which would be measured as well.
    private List<String> berthCommand(Path system) {
        return List.of(berth, "up", system.toString(), "--log-format", "text", "--port");
    }

    /// A baseline, started with Berth's JVM flags.
    ServerProcess floor(Floor floor) throws IOException, InterruptedException {
        String name = FloorProcess.name(floor);
        ServerProcess found = running.get(name);
        if (found != null) {
            return found;
        }
        ServerProcess server = FloorProcess.start(floor, JvmFlags.of(tiny().usage()), directory);
        running.put(name, server);
        return server;
    }

    private ServerProcess started(String name, List<String> command)
            throws IOException, InterruptedException {
        ServerProcess server = ServerProcess.start(command, directory.resolve(name + ".log"));
        running.put(name, server);
        return server;
    }

    @Override
    public void close() {
        running.values().forEach(ServerProcess::close);
    }
}
