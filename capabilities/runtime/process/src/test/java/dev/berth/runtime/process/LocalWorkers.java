package dev.berth.runtime.process;

import java.io.IOException;
import java.nio.file.Path;

/// Workers whose process does nothing and whose code runs on threads of the tests' own process:
/// what matters is what they send and receive, and a JVM of its own takes a second to start. That
/// the process ends, and how, is seen of the one that does nothing.
final class LocalWorkers {
    private LocalWorkers() {}

    /// Code of a worker.
    interface Code {
        /// Serves until the server closes the connection.
        ///
        /// @param process that the server takes for this worker's
        void serve(Path socket, Process process) throws IOException;
    }

    static WorkerLaunch of(Code code) {
        return (room, socket) -> {
            Process process =
                    new ProcessBuilder("sleep", "1000000")
                            .directory(room.toFile())
                            .redirectErrorStream(true)
                            .start();
            Thread.ofPlatform().daemon().name("worker").start(() -> run(code, socket, process));
            return process;
        };
    }

    /// The code of Berth's workers.
    static WorkerLaunch usual() {
        return of((socket, process) -> WorkerMain.serve(socket, _ -> process.destroyForcibly()));
    }

    private static void run(Code code, Path socket, Process process) {
        try {
            code.serve(socket, process);
        } catch (IOException _) {
            // The server has closed the connection.
            process.destroyForcibly();
        }
    }
}
