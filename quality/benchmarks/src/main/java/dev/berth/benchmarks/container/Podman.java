package dev.berth.benchmarks.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Containers of one image, with the restrictions of a careful cluster: read-only root, no
/// capabilities, a user that the image does not know.
final class Podman {
    private static final List<String> COMMAND =
            List.of(
                    "podman",
                    "--cgroup-manager",
                    "cgroupfs",
                    "--events-backend",
                    "file",
                    "--runtime",
                    "runc");

    private static final double BYTES_PER_MEGABYTE = 1 << 20;

    private final String name;

    private Podman(String name) {
        this.name = name;
    }

    /// Loads the tar of an image, and removes what an interrupted run may have left of it.
    ///
    /// @param name of the image
    static Podman load(String name, Path tar) throws IOException, InterruptedException {
        output(command("rm", "--force", "--ignore", "--time", "0", name));
        output(command("load", "--quiet", "--input", tar.toString()));
        return new Podman(name);
    }

    private static List<String> command(String... words) {
        List<String> command = new ArrayList<>(COMMAND);
        command.addAll(List.of(words));
        return command;
    }

    /// The command that runs a container, to which a port is added.
    ///
    /// @param megabytes limit of its memory
    List<String> run(int megabytes) {
        return command(
                "run",
                "--rm",
                "--replace",
                "--name",
                name,
                "--network",
                "host",
                "--read-only",
                "--cap-drop",
                "all",
                "--user",
                "4711:4711",
                "--memory",
                megabytes + "m",
                "localhost/" + name + ":latest",
                "--log-format",
                "text",
                "--port");
    }

    /// The most memory that the running container has had, by its control group.
    double peakMegabytes() throws IOException, InterruptedException {
        String pid = output(command("inspect", "--format", "{{.State.Pid}}", name)).strip();
        for (String line : Files.readAllLines(Path.of("/proc", pid, "cgroup"))) {
            String[] parts = line.split(":", 3);
            Path file =
                    parts[1].equals("memory")
                            ? group("memory" + parts[2], "memory.max_usage_in_bytes")
                            : group(parts[2].substring(1), "memory.peak");
            if ((parts[1].isEmpty() || parts[1].equals("memory")) && Files.exists(file)) {
                return Long.parseLong(Files.readString(file).strip()) / BYTES_PER_MEGABYTE;
            }
        }
        throw new IOException("no control group tells the memory of process " + pid);
    }

    private static Path group(String path, String file) {
        return Path.of("/sys/fs/cgroup").resolve(path).resolve(file);
    }

    /// Runs a command to its end.
    ///
    /// @throws IOException with its output if the status is not 0
    static String output(List<String> command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PODMAN_IGNORE_CGROUPSV1_WARNING", "1");
        Process process = builder.start();
        String text =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + text);
        }
        return text;
    }
}
