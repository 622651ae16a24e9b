package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `examples/scaled`: a system whose replicas are alike, and the manifests of its README.
final class ScaledExampleTest {
    private static final Path EXAMPLE = Path.of("../../examples/scaled");

    @TempDir private Path directory;

    @Test
    void replicas_areAlike() {
        Run run = RecordedTerminal.run("check", EXAMPLE.toString(), "--skip-load", "--replicas");

        assertThat(run.status()).as(run.out()).isZero();
        assertThat(run.out()).contains("no errors, 1 warning in 2 packages");
    }

    @Test
    void manifests_areThoseOfTheCommandInTheReadme() throws IOException {
        Path written = directory.resolve("k8s");

        Run run =
                RecordedTerminal.run(
                        "kubernetes",
                        EXAMPLE.toString(),
                        "-o",
                        written.toString(),
                        "--image",
                        "registry.example/scaled:1",
                        "--rate",
                        "sentence=800/s",
                        "--p99",
                        "sentence=100ms",
                        "--measured",
                        "sentence=mean=5.6ms,p99=24ms,peak=500/s,processors=2",
                        "--memory",
                        "88M");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(names(written)).isEqualTo(names(EXAMPLE.resolve("k8s")));
        for (String name : names(written)) {
            assertThat(EXAMPLE.resolve("k8s").resolve(name))
                    .as(name + " is not as `berth kubernetes` writes it; run the README's command")
                    .hasSameTextualContentAs(written.resolve(name));
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void manifests_haveNoMistakes() {
        Run run = RecordedTerminal.run("kubernetes", "--check", EXAMPLE.resolve("k8s").toString());

        assertThat(run.status()).as(run.out() + run.err()).isZero();
    }
}
