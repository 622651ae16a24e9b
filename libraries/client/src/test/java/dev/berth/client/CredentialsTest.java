package dev.berth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.client.balancing.ServerDiscovery;
import dev.berth.client.wire.ClientTls;
import dev.berth.client.wire.HttpForm;
import dev.berth.client.wire.PoolPolicy;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.server.tls.TlsOptions;
import dev.berth.testkit.Await;
import dev.berth.testkit.tls.Certificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests of a client with a Berth server that has consumers, over TLS.
final class CredentialsTest {
    private static final Map<String, Object> INPUT = Map.of("x", List.of(1, 2, 3));
    private static final dev.berth.server.auth.ApiKeyToken KEY =
            dev.berth.server.auth.ApiKeyToken.generate(new Random(7));

    @TempDir static Path folder;
    private static Certificates certificates;
    private static BerthSystem berth;

    @BeforeAll
    static void start() throws Exception {
        certificates = Certificates.make(folder);
        berth =
                BerthSystem.start(
                        Files.createDirectory(folder.resolve("system")),
                        """
                        name: test
                        summary: A system for tests
                        consumers:
                          report:
                            purpose: Counts by night
                            models: [fake]
                            keys: [{hash: "%s"}]
                          shop:
                            purpose: Ranks what the shop shows
                            models: [fake]
                            certificate-identities: ["dns:shop.example.org"]
                        """
                                .formatted(KEY.hash()),
                        options ->
                                options.withTls(
                                        new TlsOptions(
                                                certificates.certificate("server"),
                                                certificates.key("server"),
                                                Optional.of(certificates.certificate("ca")))));
    }

    @AfterAll
    static void stop() {
        berth.close();
    }

    private static ClientOptions options() {
        return options(berth.address());
    }

    private static ClientOptions options(String address) {
        return ClientOptions.of(ServerDiscovery.of(address))
                .withRetries(RetryPolicy.never())
                // The first handshake of a JVM takes long on a busy machine.
                .withPool(PoolPolicy.defaults().withConnectTimeout(Await.TIMEOUT));
    }

    private static ClientTls trusting() {
        return ClientTls.trusting(certificates.certificate("ca"));
    }

    private static ProblemException rejection(ClientOptions options) {
        try (var client = BerthClient.open(options)) {
            return catchThrowableOfType(
                    ProblemException.class, () -> client.model("fake").predict(INPUT));
        }
    }

    @ParameterizedTest
    @EnumSource(HttpForm.class)
    void predict_withKeyOverTls_isAnsweredByEveryProtocol(HttpForm form) {
        var options =
                options()
                        .withHttp(form)
                        .withTls(trusting())
                        .withKey(ApiKeyCredential.of(KEY.reveal()));
        try (var client = BerthClient.open(options);
                var inputs = new NamedTensors()) {
            assertThat(client.model("fake").predict(INPUT)).containsKey("y");
            inputs.put("x", Tensor.ofFloats(client.pool(), Shape.of(1, 3), 1, 2, 3));
            client.model("fake").infer(inputs).close();
        }
    }

    @Test
    void predict_withCertificate_isKnownByIt() {
        ClientTls shown =
                trusting().showing(certificates.certificate("client"), certificates.key("client"));
        try (var client = BerthClient.open(options().withTls(shown))) {
            assertThat(client.model("fake").predict(INPUT)).containsKey("y");
        }
    }

    @Test
    void predict_withoutKey_isUnauthenticated() {
        assertThat(rejection(options().withTls(trusting())).problem().code())
                .isEqualTo(ProblemCode.UNAUTHENTICATED);
    }

    @Test
    void predict_serverThatIsNotTrusted_isNotReached() {
        var options = options().withTls(ClientTls.trustingTheJdk());
        assertThat(rejection(options).problem().code()).isEqualTo(ProblemCode.SERVER_UNREACHABLE);
    }

    @Test
    void open_fileOfTlsMissing_namesIt() {
        var options = options().withTls(ClientTls.trusting(folder.resolve("none.pem")));
        assertThat(
                        catchThrowableOfType(
                                        ProblemException.class, () -> BerthClient.open(options))
                                .problem()
                                .toString())
                .startsWith("usage: ")
                .contains("none.pem");
    }

    @Test
    void predict_serverOfAnotherName_isNotReached() {
        var elsewhere =
                options(berth.address().replace("127.0.0.1", "localhost"))
                        .withTls(trusting())
                        .withKey(ApiKeyCredential.of(KEY.reveal()));
        assertThat(rejection(elsewhere).problem().code()).isEqualTo(ProblemCode.SERVER_UNREACHABLE);
    }
}
