package dev.berth.verification.replicas;

import dev.berth.verification.CompilerOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Replicas as processes with the class path of this one. All versions are the same.
final class ProcessReplicas implements ReplicaRuntime {
    private final Path system;
    private final Path folder;
    private final Queue<Process> processes = new ConcurrentLinkedQueue<>();

    /// @param folder for their output
    ProcessReplicas(Path system, Path folder) {
        this.system = system;
        this.folder = folder;
    }

    @Override
    public RunningReplica start(String name, int version, int port) throws IOException {
        Path log = folder.resolve(name + ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(CompilerOptions.ofThisJvm());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-Dai.djl.offline=true",
                        "-Djava.awt.headless=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.berth.cli.Main",
                        "up",
                        system.toString(),
                        "--no-watch",
                        "--log-level",
                        "warn",
                        "--port",
                        Integer.toString(port)));
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        // As in a pod: then a server waits before it ends until balancers have noticed.
        builder.environment().put("KUBERNETES_SERVICE_HOST", "127.0.0.1");
        Process process = builder.start();
        processes.add(process);
        return new Replica(process, port, log);
    }

    @Override
    public String describe() {
        return "processes";
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }

    private record Replica(Process process, int port, Path log) implements RunningReplica {
        @Override
        public int terminate() throws InterruptedException {
            process.destroy();
            return process.waitFor();
        }

        @Override
        public void kill() throws InterruptedException {
            process.destroyForcibly();
            process.waitFor();
        }

        @Override
        public void freeze() throws IOException, InterruptedException {
            Program.signal("STOP", process.pid());
        }

        @Override
        public void thaw() throws IOException, InterruptedException {
            Program.signal("CONT", process.pid());
        }

        @Override
        public String lastOutput() throws IOException {
            List<String> lines =
                    new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
        }
    }
}
