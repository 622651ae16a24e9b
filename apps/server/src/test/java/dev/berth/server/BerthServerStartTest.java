package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
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
    void something_madeAhead_failsWhereItIsNeeded() {
        Ahead<String> ahead =
                Ahead.of(
                        "test-ahead",
                        () -> {
                            throw new IllegalStateException("not today");
                        });
        assertThatThrownBy(ahead::join)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("not today");
        assertThat(Ahead.of("test-ahead", () -> "made").join()).isEqualTo("made");
    }
}
