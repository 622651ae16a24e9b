package dev.berth.deploy.command;

import dev.berth.contribution.CommandContribution;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Command `berth kubernetes`: writes a system's manifests, or checks a folder of them.
@Command(
        name = "kubernetes",
        sortOptions = false,
        description = {
            "Writes Kubernetes manifests for a system.",
            "",
            "Replicas, processors, memory and the target of the autoscaler follow from the profiles"
                    + " that `berth bench` wrote, the expected load and the headroom; a comment"
                    + " beside each number says how. With --check, finds mistakes in a folder of"
                    + " manifests, without a cluster or a network; the status is 1 if there are"
                    + " some.",
            ""
        },
        footer = {
            "  berth bench examples/sentences sentences --protocol typed",
            "  berth kubernetes examples/sentences -o k8s --rate 500/s --p99 50ms"
                    + " --image registry.example/sentences:1",
            "  berth kubernetes --check k8s",
            "  kubectl apply -k k8s"
        })
final class KubernetesCommand implements Callable<Integer> {
    private static final int FAILED = 1;

    private final CommandContribution.Streams streams;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DIR",
            description = "The system's directory.")
    private @Nullable Path directory;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            description = "The folder for the manifests; made if it is missing.")
    private @Nullable Path output;

    @Option(
            names = "--overwrite",
            description = "Replace files in FOLDER that are there and differ.")
    private boolean overwrite;

    @Mixin private final LoadOptions loads = new LoadOptions();

    @Mixin private final ClusterOptions cluster = new ClusterOptions();

    @Mixin private final CheckOptions check = new CheckOptions();

    KubernetesCommand(CommandContribution.Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        if (check.isWanted()) {
            if (directory != null || output != null) {
                throw new ProblemException(
                        ProblemCode.USAGE,
                        "--check with DIR or --output (expected: one of the two)",
                        "write the manifests first, then check their folder");
            }
            return check.run(streams.out(), streams.err()) ? 0 : FAILED;
        }
        Path system = require(directory, "DIR", "name the system's directory");
        Path folder = require(output, "--output", "name the folder for the manifests, like -o k8s");
        var build = ManifestBuild.of(system, loads, cluster);
        Map<String, String> files = build.files();
        new ManifestFolder(folder).write(files, overwrite);
        build.summary().forEach(streams.err()::println);
        streams.err().println("berth: wrote " + files.size() + " files to " + folder);
        return 0;
    }

    private static Path require(@Nullable Path path, String what, String remedy) {
        if (path == null) {
            throw new ProblemException(ProblemCode.USAGE, "no " + what, remedy);
        }
        return path;
    }
}
