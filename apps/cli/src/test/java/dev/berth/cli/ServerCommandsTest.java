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

    @Test
    void jobs_submittedWaitedForAndCancelled_asTheServerHasThem(@TempDir Path folder)
            throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("records.jsonl"), "{\"x\": [1.5]}\n\n{\"x\": [\"one\"]}\n");
        Run whole =
                RecordedTerminal.run(
                        "jobs", "submit", address, "double@1", file.toString(), "--wait");

        assertThat(whole.status()).as(whole.err()).isZero();
        assertThat(whole.out().lines().findFirst())
                .contains("{\"record\":0,\"prediction\":{\"y\":[3.0]}}");
        assertThat(whole.out()).contains("{\"record\":1,\"problem\":");
        assertThat(whole.err()).contains("succeeded: 2 of 2 records, 1 with a problem");

        Run submitted =
                RecordedTerminal.runWithInput(
                        "[{\"x\": [1]}, {\"x\": [2]}]",
                        "jobs",
                        "submit",
                        address,
                        "double",
                        "-",
                        "--key",
                        "night-1");
        Run again =
                RecordedTerminal.runWithInput(
                        "[{\"x\": [1]}, {\"x\": [2]}]",
                        "jobs",
                        "submit",
                        address,
                        "double",
                        "-",
                        "--key",
                        "night-1");
        String id = submitted.out().strip();
        assertThat(again.out().strip()).as(again.err()).isEqualTo(id).isNotEmpty();
        assertThat(RecordedTerminal.run("jobs", "wait", address, id).status()).isZero();
        assertThat(RecordedTerminal.run("jobs", "result", address, id).out())
                .isEqualTo(
                        """
                        {"record":0,"prediction":{"y":[2.0]}}
                        {"record":1,"prediction":{"y":[4.0]}}
                        """);
        assertThat(RecordedTerminal.run("jobs", "list", address).out())
                .contains(id, "model double", "succeeded");
        assertThat(RecordedTerminal.run("jobs", "list", address, "--json").out())
                .contains("\"id\":\"" + id + "\"");
        assertThat(RecordedTerminal.run("jobs", "cancel", address, id).err())
                .contains("job " + id + " is succeeded: 2 of 2 records");
    }

    @Test
    void jobs_thatAreWrong_areToldWithARemedy(@TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("records.txt"), "1.5\n");
        Path empty = Files.writeString(folder.resolve("empty.jsonl"), "\n");

        assertThat(RecordedTerminal.run("jobs").status()).isEqualTo(2);
        assertThat(RecordedTerminal.run("jobs", "wait", address, "no-such-job").err())
                .contains("no job 'no-such-job' of this consumer");
        assertThat(RecordedTerminal.run("jobs", "wait", address, "../../x").err())
                .contains("is no id of a job");
        assertThat(RecordedTerminal.run("jobs", "submit", address, "double", text.toString()).err())
                .contains("line 1 of the file is no JSON object");
        assertThat(
                        RecordedTerminal.run("jobs", "submit", address, "double", empty.toString())
                                .err())
                .contains("no record in the file");
        assertThat(RecordedTerminal.run("jobs", "submit", address, "double", "nowhere").err())
                .contains("no file 'nowhere'");
        Run gone =
                RecordedTerminal.runWithInput(
                        "{\"x\": [1]}", "jobs", "submit", "127.0.0.1:1", "double", "-");
        assertThat(gone.status()).isEqualTo(1);
        assertThat(gone.err()).contains("no answer from http://127.0.0.1:1", "--key ");
    }
}
