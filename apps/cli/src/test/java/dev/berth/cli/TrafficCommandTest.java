package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import dev.berth.server.BerthServer;
import dev.berth.server.ServerOptions;
import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of `berth traffic` and `berth rollback`, on a directory and through a server.
final class TrafficCommandTest {
    @TempDir private Path directory;

    private BerthServer server;
    private String address;

    @BeforeEach
    void start() throws IOException {
        ScaleSystem.in(directory);
        new SystemBuilder(directory)
                .endpoint(
                        "twice",
                        """
                steps: {it: {model: double}}
                traffic:
                  variants:
                    stable: {weight: 90}
                    fresh: {weight: 10}
                """);
        server =
                BerthServer.start(
                        directory, ServerOptions.defaults().withPort(0).withEventLoops(1));
        address = "http://127.0.0.1:" + server.port();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void weights_unchanged_areThoseOfTheFile() {
        for (String place : new String[] {directory.toString(), address}) {
            Run run = RecordedTerminal.run("traffic", place, "twice");
            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.out())
                    .isEqualTo(
                            """
                            VARIANT  WEIGHT  SHARE   IN THE FILE
                            stable       90  90.0 %           90
                            fresh        10  10.0 %           10
                            """);
        }
    }

    @Test
    void change_inTheDirectory_isSeenByTheServer_andTheOtherWayRound() {
        Run change =
                RecordedTerminal.run(
                        "traffic",
                        directory.toString(),
                        "twice",
                        "stable=50",
                        "fresh=50",
                        "--actor",
                        "ann",
                        "--reason",
                        "half and half");
        assertThat(change.status()).as(change.err()).isZero();
        Run seen = RecordedTerminal.run("traffic", address, "twice");
        assertThat(seen.out())
                .contains(
                        "stable       50  50.0 %           90",
                        "ann", "stable 90 -> 50, fresh 10 -> 50")
                .contains("half and half");

        Run back = RecordedTerminal.run("rollback", address, "twice", "--reason", "too much");
        assertThat(back.status()).as(back.err()).isZero();
        Run json = RecordedTerminal.run("traffic", directory.toString(), "twice", "--json");
        assertThat(json.out())
                .contains("\"weights\":{\"stable\":90.0,\"fresh\":10.0}")
                .contains("\"revision\":2", "\"reason\":\"too much\"");
        Run forth =
                RecordedTerminal.run(
                        "rollback", directory.toString(), "twice", "--to-revision", "1");
        assertThat(forth.out()).contains("stable       50  50.0 %           90");
    }

    @Test
    void errors_areExplained() {
        Run unknown = RecordedTerminal.run("traffic", directory.toString(), "twcie");
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.err()).contains("twcie", "twice");
        Run noReason = RecordedTerminal.run("traffic", address, "twice", "fresh=1");
        assertThat(noReason.err()).contains("no reason", "say why");
        Run noNumber = RecordedTerminal.run("traffic", address, "twice", "fresh=much");
        assertThat(noNumber.status()).isEqualTo(2);
        Run nothing = RecordedTerminal.run("rollback", address, "twice");
        assertThat(nothing.status()).isEqualTo(1);
        assertThat(nothing.err()).contains("nothing to go back from");
    }
}
