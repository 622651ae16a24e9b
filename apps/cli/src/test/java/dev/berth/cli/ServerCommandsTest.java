package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import dev.berth.server.BerthServer;
import dev.berth.server.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of client commands against a real server.
class ServerCommandsTest {
    @TempDir static Path directory;
    private static BerthServer server;
    private static String address = "";

    @BeforeAll
    static void start() throws IOException {
        ScaleSystem.in(directory);
        Path broken = Files.createDirectories(directory.resolve("models/broken/1"));
        Files.writeString(broken.resolve("model.yaml"), "summary: nothing else\n");
        server =
                BerthServer.start(
                        directory, ServerOptions.defaults().withPort(0).withEventLoops(1));
        address = "http://127.0.0.1:" + server.port();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void predict_atServer_givesWhatItGivesInProcess() {
        Run remote = RecordedTerminal.run("predict", address, "double", "x=[1.5]", "--json");
        Run local =
                RecordedTerminal.run("predict", directory.toString(), "double", "[1.5]", "--json");

        assertThat(remote.status()).as(remote.err()).isZero();
        assertThat(remote.out()).isEqualTo(local.out()).isEqualTo("{\"y\":[3.0]}\n");
    }

    @Test
    void predict_withoutValues_takesTheExamplesOfTheServersDocument() {
        Run run = RecordedTerminal.run("predict", address + "/", "double@1", "--json");

        assertThat(run.out()).as(run.err()).isEqualTo("{\"y\":[3.0]}\n");
    }

    @Test
    void predict_ofARecordThatDoesNotFit_printsTheServersFaults() {
        Run run = RecordedTerminal.run("predict", address, "double", "x=[\"one\"]");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("$.x", "expected", "\n  → correct");
    }

    @Test
    void models_atServer_showTheBrokenOneWithItsReason() {
        Run run = RecordedTerminal.run("models", address);

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("double        1  ready", "broken        1  ", "signature");
    }

    @Test
    void bench_viaEachProtocol_measuresWithoutFailures() {
        for (String via : new String[] {"typed", "v2-json", "v2-binary"}) {
            Run run =
                    RecordedTerminal.run(
                            "bench",
                            address,
                            "double",
                            "-c",
                            "2",
                            "-b",
                            "2",
                            "--warm-up",
                            "10ms",
                            "--duration",
                            "100ms",
                            "--protocol",
                            via,
                            "--json");

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.out()).contains("\"via\":\"" + via + "\"", "\"failures\":{}");
        }
    }
}
