package dev.berth.deploy.command;

import dev.berth.contribution.CommandContribution;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/// Runs of `berth kubernetes` on the examples.
final class RenderedManifests {
    /// Measured numbers for tests that are not about sizes.
    static final String MEASURED = "mean=9ms,p99=12ms,peak=250/s,processors=2";

    /// Each example with what callers use of it.
    static final List<String> EXAMPLES =
            List.of(
                    "sentences=sentences",
                    "flights=arrival",
                    "lending=credit",
                    "many-models=drive",
                    "sign-reader=sign-reader",
                    "toxicity=toxicity",
                    "two-phase=topic");

    /// Every kind of object.
    static final List<List<String>> VARIANTS =
            List.of(
                    List.of(),
                    List.of("--fixed"),
                    List.of("--metrics-adapter", "--namespace", "models"),
                    List.of("--keda", "--prometheus", "http://prometheus.monitoring:9090"),
                    List.of(
                            "--keda",
                            "--prometheus",
                            "http://prometheus.monitoring:9090",
                            "--activation-query",
                            "sum(rate(envoy_cluster_upstream_rq_total[1m]))"),
                    List.of("--gateway", "infra/public", "--hostname", "models.example.org"),
                    List.of("--kserve"));

    private RenderedManifests() {}

    /// Result of a run.
    record Run(int status, String out, String err) {}

    static Path example(String name) {
        return Path.of("../../examples").resolve(name);
    }

    static Run write(Path system, String service, Path folder, List<String> further) {
        List<String> arguments = new ArrayList<>();
        arguments.add(system.toString());
        arguments.addAll(List.of("--output", folder.toString()));
        arguments.addAll(List.of("--rate", service + "=500/s", "--p99", "50ms"));
        arguments.addAll(List.of("--measured", MEASURED, "--memory", "44M"));
        if (!further.contains("--image")) {
            arguments.addAll(List.of("--image", "registry.example/models:1"));
        }
        arguments.addAll(further);
        return run(arguments);
    }

    static Run run(List<String> arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var line =
                new CommandLine(
                        new KubernetesContribution()
                                .command(
                                        new CommandContribution.Streams(
                                                new ByteArrayInputStream(new byte[0]),
                                                stream(out),
                                                stream(err))));
        line.setExecutionExceptionHandler(
                (e, command, result) -> {
                    stream(err).println(e.getMessage());
                    return 1;
                });
        int status = line.execute(arguments.toArray(String[]::new));
        return new Run(
                status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
