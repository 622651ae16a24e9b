package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.server.telemetry.TraceOptions;
import dev.berth.server.tls.TlsOptions;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BerthServerStartTest {
    @TempDir private Path directory;

    private ProblemException failure(Path system, ServerOptions options) {
        try (var server = BerthServer.start(system, options)) {
            throw new AssertionError("started at " + server.address());
        } catch (ProblemException e) {
            return e;
        }
    }

    @Test
    void port_thatIsTaken_isToldBeforeTheSystemIsRead() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var options = ServerOptions.defaults().withPort(taken.getLocalPort());
            ProblemException failure = failure(directory.resolve("no-such-system"), options);
            assertThat(failure.problem().code()).isEqualTo(ProblemCode.USAGE);
            assertThat(failure.problem().toString())
                    .contains("cannot listen on 127.0.0.1:" + taken.getLocalPort(), "in use");
        }
    }

    @Test
    void system_thatIsNotThere_isTold() {
        var options = ServerOptions.defaults().withPort(0);
        ProblemException failure = failure(directory.resolve("no-such-system"), options);
        assertThat(failure.problem().code()).isEqualTo(ProblemCode.PACKAGE_INVALID);
    }

    @Test
    void certificate_thatIsNotThere_leavesNothingBehind() throws IOException {
        Files.createDirectories(directory.resolve("models"));
        Files.writeString(directory.resolve("berth.yaml"), "name: nothing\n");
        Path missing = directory.resolve("missing.pem");
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        var options =
                ServerOptions.defaults()
                        .withPort(0)
                        .withTraces(new TraceOptions(URI.create("http://127.0.0.1:1"), 1))
                        .withTls(new TlsOptions(missing, missing, Optional.empty()));

        // The last of all parts to be made but for the port.
        assertThat(failure(directory, options).problem().code()).isEqualTo(ProblemCode.USAGE);

        Await.until(() -> threadsSince(before).isEmpty());
    }

    /// Those of Berth, its event loops and its sender of traces.
    private static List<String> threadsSince(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.startsWith("berth-") || name.startsWith("vert.x-"))
                .toList();
    }

    @Test
    void something_madeAhead_failsWhereItIsNeeded() {
        AsyncInitializer<String> ahead =
                AsyncInitializer.of(
                        "test-ahead",
                        () -> {
                            throw new IllegalStateException("not today");
                        });
        assertThatThrownBy(ahead::join)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("not today");
        assertThat(AsyncInitializer.of("test-ahead", () -> "made").join()).isEqualTo("made");
    }
}
