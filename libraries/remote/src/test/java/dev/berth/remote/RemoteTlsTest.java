package dev.berth.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.Callee;
import dev.berth.endpoint.Endpoints;
import dev.berth.endpoint.telemetry.EndpointListener;
import dev.berth.server.BerthServer;
import dev.berth.server.ServerOptions;
import dev.berth.server.tls.TlsOptions;
import dev.berth.serving.ModelServer;
import dev.berth.serving.ServingOptions;
import dev.berth.testkit.tls.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Remotes that know this process by its certificate, by settings of `berth.yaml`.
final class RemoteTlsTest {
    private static final Map<String, Object> RECORD = Map.of("x", List.of(3f));

    @TempDir private Path here;
    @TempDir private Path there;
    private BerthServer far;

    @BeforeEach
    void start() throws IOException {
        var certificates = Certificates.make(there);
        RemoteSystem.model(there, "tenfold", 10);
        Files.writeString(
                there.resolve("berth.yaml"),
                """
                name: there
                consumers:
                  shop:
                    purpose: Ranks what the shop shows
                    certificate-identities: ["dns:shop.example.org"]
                """);
        far =
                BerthServer.start(
                        there,
                        ServerOptions.defaults()
                                .withPort(0)
                                .withEventLoops(1)
                                .withTls(
                                        new TlsOptions(
                                                certificates.certificate("server"),
                                                certificates.key("server"),
                                                Optional.of(certificates.certificate("ca")))));
        Path files = Files.createDirectory(here.resolve("tls"));
        Files.copy(certificates.certificate("ca"), files.resolve("ca.pem"));
        Files.copy(certificates.certificate("client"), files.resolve("me.pem"));
        Files.copy(certificates.key("client"), files.resolve("me.key"));
        RemoteSystem.endpoint(here, "e", "steps: {far: {remote: there/tenfold}}\n");
    }

    @AfterEach
    void stop() {
        far.close();
    }

    private void describeRemote(String caFile) throws IOException {
        RemoteSystem.remote(here, far.port(), ", tls: true, ca-file: tls/" + caFile);
    }

    private static Endpoints open(ModelServer serving, ClientRemotes remotes) {
        return Endpoints.open(serving, new EndpointListener() {}, remotes);
    }

    @Test
    void step_certificateIsShown_answers() throws IOException {
        describeRemote("ca.pem, cert-file: tls/me.pem, key-file: tls/me.key");
        try (ModelServer serving = ModelServer.open(here, ServingOptions.defaults());
                var remotes = ClientRemotes.of(() -> serving.system().remotes(), Map.of());
                Endpoints endpoints = open(serving, remotes)) {
            RemoteSystem.awaitNoErrors(endpoints, "e");
            assertThat(endpoints.endpoint("e").predict(RECORD)).containsEntry("y", List.of(30f));
        }
    }

    @Test
    void step_noCertificateIsShown_isRefused() throws IOException {
        describeRemote("ca.pem");
        try (ModelServer serving = ModelServer.open(here, ServingOptions.defaults());
                var remotes = ClientRemotes.of(() -> serving.system().remotes(), Map.of());
                Endpoints endpoints = open(serving, remotes)) {
            assertThatThrownBy(() -> endpoints.endpoint("e").predict(RECORD))
                    .isInstanceOf(ProblemException.class);
        }
    }

    @Test
    void signature_fileThatIsNotThere_isToldWithTheRemote() throws IOException {
        describeRemote("none.pem");
        try (ModelServer serving = ModelServer.open(here, ServingOptions.defaults());
                var remotes = ClientRemotes.of(() -> serving.system().remotes(), Map.of())) {
            assertThatThrownBy(() -> remotes.signature(callee()))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContainingAll("remote 'there'", "none.pem", "cannot be read");
        }
    }

    private static Callee.Remote callee() {
        return new Callee.Remote(
                new dev.berth.core.RemoteName("there"),
                new dev.berth.core.ModelName("tenfold"),
                Optional.empty());
    }
}
