package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Images as users build and run them: `berth image`, then podman with a read-only root file
/// system, no capabilities and a foreign user. The base is this machine's own C library. Skipped
/// where podman, runc or such a library is missing.
final class ImageContainerTest {
    private static final Path LIBRARIES = Path.of("/lib/x86_64-linux-gnu");
    private static final Path LOADER = Path.of("/lib64/ld-linux-x86-64.so.2");
    private static final String NAME = "localhost/berth-image-test:latest";
    private static final Pattern DIGEST = Pattern.compile("digest +(sha256:[0-9a-f]{64})");

    /// Without the cache of classes, which takes most of the time of a build.
    private static final List<String> OPTIONS = List.of("--no-class-cache", "--name", NAME);

    @TempDir Path folder;

    private String container = "";

    @BeforeEach
    void requirePrograms() {
        for (String program : List.of("podman", "runc")) {
            assumeTrue(
                    Stream.of("/usr/bin", "/usr/sbin")
                            .anyMatch(place -> Files.isExecutable(Path.of(place, program))),
                    "skipped: " + program + " is missing (apt install podman runc)");
        }
        assumeTrue(
                Files.exists(LOADER) && Files.isDirectory(LIBRARIES),
                "skipped: no glibc of amd64 in Debian's places");
    }

    @AfterEach
    void removeContainer() throws IOException, InterruptedException {
        if (!container.isEmpty()) {
            podman("rm", "--force", container);
            podman("rmi", "--force", NAME);
        }
    }

    /// The C and C++ libraries of this machine, as a tar of a root file system.
    private Path base() throws IOException, InterruptedException {
        Path root = folder.resolve("base");
        List<Path> files = new ArrayList<>(List.of(LOADER));
        for (String name :
                List.of(
                        "libc.so.6",
                        "libm.so.6",
                        "libdl.so.2",
                        "libpthread.so.0",
                        "librt.so.1",
                        "libgcc_s.so.1",
                        "libstdc++.so.6")) {
            files.add(LIBRARIES.resolve(name));
        }
        for (Path file : files) {
            Path copy = root.resolve(file.toString().substring(1));
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
        }
        Files.createDirectories(root.resolve("tmp"));
        Path tar = folder.resolve("base.tar");
        run("tar", "--sort=name", "--mtime=@0", "-C", root.toString(), "-cf", tar.toString(), ".");
        return tar;
    }

    private static Path system(Path folder) throws IOException {
        Path source = Repository.root().resolve("examples/two-phase/models/topic-head/1");
        Path model = Files.createDirectories(folder.resolve("models/topic-head/1"));
        Files.writeString(folder.resolve("berth.yaml"), "name: heads\nsummary: one model\n");
        for (String file : List.of("model.yaml", "head.onnx")) {
            Files.copy(source.resolve(file), model.resolve(file));
        }
        return folder;
    }

    private BerthProgram.Outcome build(Path system, Path base, Path output) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "image",
                                system.toString(),
                                "--base",
                                base.toString(),
                                "--output",
                                output.toString()));
        words.addAll(OPTIONS);
        return BerthProgram.run(words.toArray(String[]::new));
    }

    private static String digest(BerthProgram.Outcome outcome) {
        Matcher found = DIGEST.matcher(outcome.out());
        assertThat(found.find()).as(outcome.out() + outcome.err()).isTrue();
        return found.group(1);
    }

    @Test
    void image_builtTwiceInDifferentFolders_isTheSameAndServesInAContainer()
            throws IOException, InterruptedException {
        Path base = base();
        Path tar = folder.resolve("image.tar");
        String first = digest(build(system(folder.resolve("one")), base, tar));
        String second =
                digest(
                        build(
                                system(folder.resolve("other/place")),
                                base,
                                folder.resolve("other-image")));
        assertThat(second).isEqualTo(first);
        assertThat(folder.resolve("other-image").resolve("oci-layout")).exists();
        assertThat(folder.resolve("image.tar.cdx.json")).content().contains("\"topic-head\"");

        podman("load", "--input", tar.toString());
        int port = freePort();
        start("256m", port);
        Await.until("the container answers", () -> status(port) == 200, this::logs);

        assertThat(logs()).contains("requests in flight  16.0 MiB");
        podman("stop", "--time", Long.toString(Await.TIMEOUT.toSeconds()), container);
        assertThat(podman("inspect", "--format", "{{.State.ExitCode}}", container).strip())
                .isEqualTo("0");
        podman("rm", "--force", container);

        start("200m", port);
        podman("wait", container);
        assertThat(logs()).contains("a memory limit of 200 MiB", "(expected: at least 23");
    }

    private void start(String memory, int port) throws IOException, InterruptedException {
        container =
                podman(
                                "run",
                                "--detach",
                                "--network=host",
                                "--read-only",
                                "--read-only-tmpfs=false",
                                "--cap-drop=all",
                                "--user=4711:4711",
                                "--memory=" + memory,
                                NAME,
                                "--port",
                                String.valueOf(port))
                        .strip();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static int status(int port) throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://127.0.0.1:"
                                                            + port
                                                            + "/v2/models/topic-head/ready"))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    private String logs() {
        try {
            return podman("logs", container);
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e.toString();
        }
    }

    /// Its own storage would need a user's set-up; these options are what podman needs inside of
    /// another container.
    private String podman(String... arguments) throws IOException, InterruptedException {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "podman",
                                "--cgroup-manager=cgroupfs",
                                "--events-backend=file",
                                "--runtime=runc"));
        words.addAll(List.of(arguments));
        return run(words.toArray(String[]::new));
    }

    private String run(String... words) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", null);
        Path err = Files.createTempFile(folder, "err", null);
        var builder = new ProcessBuilder(words);
        builder.environment().put("PODMAN_IGNORE_CGROUPSV1_WARNING", "1");
        boolean isLog = List.of(words).contains("logs");
        // Both streams of a container are its log.
        builder.redirectOutput(out.toFile());
        if (isLog) {
            builder.redirectErrorStream(true);
        } else {
            builder.redirectError(err.toFile());
        }
        int status = builder.start().waitFor();
        String text = Files.readString(out, StandardCharsets.UTF_8);
        assertThat(status)
                .as(List.of(words) + "\n" + text + Files.readString(err, StandardCharsets.UTF_8))
                .isZero();
        return text;
    }
}
