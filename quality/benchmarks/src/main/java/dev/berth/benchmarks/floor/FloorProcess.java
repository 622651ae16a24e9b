package dev.berth.benchmarks.floor;

import dev.berth.benchmarks.process.JvmFlags;
import dev.berth.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Starter of baseline servers in processes of their own.
public final class FloorProcess {
    private FloorProcess() {}

    /// Blocks until the server accepts connections.
    ///
    /// @param flags the JVM flags of Berth
    /// @param directory for its log
    public static ServerProcess start(Floor floor, JvmFlags flags, Path directory)
            throws IOException, InterruptedException {
        List<String> command = flags.command(FloorServer.class);
        command.add(floor.name());
        return ServerProcess.start(command, directory.resolve(name(floor) + ".log"));
    }

    /// Such as `floor-json`.
    public static String name(Floor floor) {
        return "floor-" + floor.name().toLowerCase(Locale.ROOT);
    }
}
