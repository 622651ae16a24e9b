package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import dev.berth.server.BerthServer;
import dev.berth.server.ServerOptions;
import dev.berth.server.auth.ApiKeyToken;
import dev.berth.testkit.onnx.OnnxModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of client commands against a server that requires keys.
class RemoteCredentialsTest {
    private final ApiKeyToken key = ApiKeyToken.generate(new SecureRandom());

    @TempDir Path directory;

    private BerthServer server;
    private String address;

    @BeforeEach
    void start() throws IOException {
        Path file = Files.write(directory.resolve("triple.onnx"), OnnxModels.scale(3));
        Path system = directory.resolve("system");
        assertThat(
                        RecordedTerminal.run(
                                        "init",
                                        "--model",
                                        file.toString(),
                                        "--output",
                                        system.toString())
                                .status())
                .isZero();
        Files.writeString(
                system.resolve("berth.yaml"),
                """
                consumers:
                  shop:
                    purpose: Tests
                    keys:
                      - hash: %s
                """
                        .formatted(key.hash()));
        server = BerthServer.start(system, ServerOptions.defaults().withPort(0));
        address = server.address().toString();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void predict_withAKey_isAnswered() {
        Run run =
                RecordedTerminal.run(
                        "predict", address, "triple", "[2]", "--json", "--api-key", key.reveal());
        assertThat(run.out()).as(run.err()).isEqualTo("{\"y\":[6.0]}\n");
    }

    @Test
    void predict_withoutAKey_saysThatOneIsNeeded() {
        Run run = RecordedTerminal.run("predict", address, "triple", "[2]");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("valid here", "Authorization: Bearer");
    }

    @Test
    void models_withAKey_areListed() {
        Run run = RecordedTerminal.run("models", address, "--api-key", key.reveal());
        assertThat(run.out()).as(run.err()).contains("triple");
    }

    @Test
    void key_withALineBreak_isRefusedWithoutBeingShown() {
        Run run = RecordedTerminal.run("models", address, "--api-key", "se\ncret");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("characters that no key has").doesNotContain("cret");
    }

    @Test
    void authorities_thatAreNone_areRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("ca.pem"), "nothing");
        Run run = RecordedTerminal.run("models", address, "--ca-cert", file.toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("the authorities in '" + file + "' cannot be used");
    }
}
