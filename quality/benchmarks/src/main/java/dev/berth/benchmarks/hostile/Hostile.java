package dev.berth.benchmarks.hostile;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.berth.benchmarks.figure.Machine;
import dev.berth.benchmarks.floor.Floor;
import dev.berth.benchmarks.floor.FloorProcess;
import dev.berth.benchmarks.process.JvmFlags;
import dev.berth.benchmarks.process.PlainConnection;
import dev.berth.benchmarks.process.ServerProcess;
import dev.berth.benchmarks.stage.TinyMlp;
import dev.berth.benchmarks.stage.TinySystem;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Benchmark that attacks Berth in various ways and measures the effect on other clients.
public final class Hostile {
    /// Until code is compiled and a quiet p99 is stable.
    private static final Duration WARM_UP = Duration.ofSeconds(8);

    /// Descriptors of the JVM itself, with a margin.
    private static final int OTHER_DESCRIPTORS = 500;

    private final HostileOptions options;
    private final List<Attack> attacks;

    private Hostile(HostileOptions options) {
        this.options = options;
        this.attacks = Attacks.of(options);
    }

    public static void main(String[] args) throws Exception {
        if (List.of(args).contains("--help")) {
            System.out.print(HostileOptions.HELP);
            return;
        }
        Path root = Path.of(System.getProperty("berth.root", "."));
        try {
            new Hostile(HostileOptions.parse(List.of(args), root.resolve("berth").toString()))
                    .run(root);
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("benchmarks: " + e.getMessage());
            System.exit(1);
        }
    }

    private void run(Path root) throws IOException, InterruptedException {
        requireDescriptors();
        Path directory =
                Files.createDirectories(root.resolve("quality/benchmarks/target/hostile"))
                        .toRealPath();
        Path system = directory.resolve("system");
        TinySystem.write(system, "onnx");
        List<String> command =
                List.of(
                        options.berth(),
                        "up",
                        system.toString(),
                        "--log-format",
                        "text",
                        "--max-connections",
                        // Including those of an attack's first round that are not yet closed.
                        Integer.toString(2 * options.connectionsMax()),
                        "--port");
        Machine machine = Machine.here();
        try (ServerProcess berth = ServerProcess.start(command, directory.resolve("berth.log"))) {
            var report = new HostileReport(machine, attackOne(berth, directory));
            System.out.print(report.table());
            Path json = Files.write(directory.resolveSibling("hostile.json"), report.json());
            System.out.println("written to " + json);
        }
    }

    private List<Outcome> attackOne(ServerProcess berth, Path directory)
            throws IOException, InterruptedException {
        if (!options.bare()) {
            return attack(berth);
        }
        JvmFlags flags = JvmFlags.of(berth.usage());
        berth.close();
        try (ServerProcess bare = FloorProcess.start(Floor.SITE, flags, directory)) {
            return attack(bare);
        }
    }

    private void requireDescriptors() throws IOException {
        if (ManagementFactory.getOperatingSystemMXBean()
                instanceof UnixOperatingSystemMXBean unix) {
            int needed = options.connectionsMax() + OTHER_DESCRIPTORS;
            if (unix.getMaxFileDescriptorCount() < needed) {
                throw new IOException(
                        "%d descriptors (expected: %d for this many connections); raise ulimit -n, or lower --idle"
                                .formatted(unix.getMaxFileDescriptorCount(), needed));
            }
        }
    }

    private List<Outcome> attack(ServerProcess server) throws IOException, InterruptedException {
        byte[] request =
                PlainConnection.post(
                        "/v2/models/tiny/infer",
                        List.of(),
                        TinyMlp.BODY.getBytes(StandardCharsets.US_ASCII));
        List<Outcome> outcomes = new ArrayList<>();
        try (RegularClients others =
                RegularClients.begin(
                        server.address(), request, options.callers(), options.rate())) {
            System.out.println("warming up");
            Thread.sleep(WARM_UP);
            for (Attack attack : attacks) {
                System.out.println(attack.name());
                outcomes.add(new AttackMeasurement(options, attack, server, others).run());
            }
        }
        return outcomes;
    }
}
