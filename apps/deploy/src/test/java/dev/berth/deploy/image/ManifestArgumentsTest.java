package dev.berth.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.contribution.CommandContribution.Streams;
import dev.berth.deploy.command.KubernetesContribution;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The arguments of a manifest follow those of the image's entry point.
class ManifestArgumentsTest {
    @TempDir private Path folder = Path.of("");

    @Test
    void arguments_repeatNoOptionOfTheEntryPoint() throws IOException {
        var out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        var streams = new Streams(new ByteArrayInputStream(new byte[0]), out, out);
        int status =
                new CommandLine(new KubernetesContribution().command(streams))
                        .execute(
                                "../../examples/sentences",
                                "--output=" + folder,
                                "--rate=500/s",
                                "--p99=50ms",
                                "--image=registry.example/sentences:1",
                                "--memory=44M",
                                "--measured=mean=9ms,p99=12ms,peak=250/s,processors=2");
        assertThat(status).isZero();
        List<String> entry = LaunchCommand.entrypoint(List.of(), List.of("a.jar"), true, true);
        List<String> arguments =
                Files.readAllLines(folder.resolve("deployment.yaml")).stream()
                        .map(String::strip)
                        .filter(line -> line.startsWith("- --"))
                        .map(line -> line.substring(2).replaceAll("=.*", ""))
                        .toList();
        assertThat(arguments).hasSize(3).doesNotContainAnyElementsOf(entry);
    }
}
