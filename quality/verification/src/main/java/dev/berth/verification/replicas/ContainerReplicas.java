package dev.berth.verification.replicas;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Replicas as containers of podman, on the machine's own network, each with the restrictions of
/// the manifests: a user of its own, no capabilities, a read-only root, 512 MB.
final class ContainerReplicas implements ReplicaRuntime {
    private static final List<String> PODMAN =
            List.of(
                    "podman",
                    "--cgroup-manager",
                    "cgroupfs",
                    "--events-backend",
                    "file",
                    "--runtime",
                    "runc");
    private static final int VERSIONS = 2;
    private static final long BUILD_SECONDS_MAX = 300;
    private static final long SECONDS_MAX = 60;
    private static final int GRACE_SECONDS = 40;

    private final List<String> images;
    private final List<String> names = new ArrayList<>();

    private ContainerReplicas(List<String> images) {
        this.images = images;
    }

    /// Writes an image for each version of the system and loads it into podman. Versions differ in
    /// their summary.
    ///
    /// @param base of the images: a name, or a tar file; empty for the default
    /// @param folder for the images
    static ContainerReplicas build(
            SystemVersions system, Optional<String> base, Path folder, Path java)
            throws IOException, InterruptedException {
        List<String> images = new ArrayList<>();
        for (int version = 1; version <= VERSIONS; version++) {
            Path tar = folder.resolve("replica-" + version + ".tar");
            List<String> command = new ArrayList<>();
            command.addAll(
                    List.of(
                            java.toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-Djava.awt.headless=true",
                            "-Dberth.launch=" + System.getProperty("berth.launch", "launch"),
                            "-cp",
                            System.getProperty("java.class.path"),
                            "dev.berth.cli.Main",
                            "image",
                            system.write(version).toString(),
                            "-o",
                            tar.toString()));
            base.ifPresent(name -> command.addAll(List.of("--base", name)));
            Program.run(BUILD_SECONDS_MAX, command);
            String loaded = podman("load", "-q", "-i", tar.toString());
            images.add(loaded.substring(loaded.lastIndexOf(' ') + 1));
        }
        return new ContainerReplicas(List.copyOf(images));
    }

    private static String podman(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(PODMAN);
        command.addAll(List.of(words));
        return Program.run(SECONDS_MAX, command);
    }

    @Override
    public RunningReplica start(String name, int version, int port)
            throws IOException, InterruptedException {
        names.add(name);
        podman(
                "run",
                "--detach",
                "--replace",
                "--name",
                name,
                "--network",
                "host",
                "--read-only",
                "--tmpfs",
                "/tmp",
                "--cap-drop",
                "all",
                "--user",
                "4711:4711",
                "--memory",
                "512m",
                "--env",
                "KUBERNETES_SERVICE_HOST=127.0.0.1",
                images.get(version - 1),
                "--log-level",
                "warn",
                "--port",
                Integer.toString(port));
        long pid = Long.parseLong(podman("inspect", "--format", "{{.State.Pid}}", name));
        return new Container(name, pid, port);
    }

    @Override
    public String describe() {
        return "containers of podman";
    }

    @Override
    public void close() throws IOException {
        try {
            for (String name : names) {
                podman("rm", "--force", "--time", "0", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Container(String name, long pid, int port) implements RunningReplica {
        @Override
        public int terminate() throws IOException, InterruptedException {
            podman("stop", "--time", Integer.toString(GRACE_SECONDS), name);
            return Integer.parseInt(podman("inspect", "--format", "{{.State.ExitCode}}", name));
        }

        @Override
        public void kill() throws IOException, InterruptedException {
            podman("kill", "--signal", "KILL", name);
        }

        @Override
        public void freeze() throws IOException, InterruptedException {
            Program.signal("STOP", pid);
        }

        @Override
        public void thaw() throws IOException, InterruptedException {
            Program.signal("CONT", pid);
        }

        @Override
        public String lastOutput() throws IOException, InterruptedException {
            return podman("logs", "--tail", "10", name);
        }
    }
}
