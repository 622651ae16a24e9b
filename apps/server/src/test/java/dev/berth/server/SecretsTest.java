package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.auth.ApiKeyToken;
import dev.berth.server.auth.token.JwksServer;
import dev.berth.server.auth.token.TestIssuer;
import dev.berth.server.auth.token.TestIssuer.Signing;
import dev.berth.testkit.Await;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Search for secrets in all output of the server, after they were sent in many ways.
final class SecretsTest {
    private static final Consumers KEYS = Consumers.KEYS;
    private static final String INFER = "/v2/models/fake/infer";

    @TempDir private Path directory;

    private final List<String> said = new ArrayList<>();
    private final List<String> secrets = new ArrayList<>();
    private final List<String> credentials = new ArrayList<>();
    private Signing shown = TestIssuer.ec("none");

    private void prepare() {
        Signing key = TestIssuer.ec("k1");
        for (Signing signing : List.of(key, TestIssuer.ec("k1"), TestIssuer.ec("k2"))) {
            for (String subject : List.of("svc-shop", "svc-nobody")) {
                for (long time : new long[] {0, 7200}) {
                    credential(
                            TestIssuer.token(
                                    signing,
                                    TestIssuer.claims(Instant.now().minusSeconds(time), subject)));
                }
            }
        }
        for (ApiKeyToken each :
                List.of(KEYS.shop, KEYS.expired, KEYS.revoked, KEYS.stranger, KEYS.operator)) {
            credential(each.reveal());
            secrets.add(each.reveal().substring(each.reveal().length() - 43));
        }
        shown = key;
    }

    private void credential(String whole) {
        credentials.add(whole);
        int last = whole.lastIndexOf('.');
        secrets.add(last < 0 ? whole : whole.substring(last + 1));
    }

    private String yaml(JwksServer jwks) {
        String shop =
                """
                    models: [fake]
                    tokens: [{issuer: corp, subject: svc-shop}]
                    quota: {requests-per-second: 0.01, burst: 9}
                """
                        .stripTrailing();
        String issuers =
                """
                issuers:
                  corp: {issuer: "%s", audience: models, jwks: "%s?pass=not-to-be-told"}
                """
                        .formatted(TestIssuer.ISSUER, jwks.address());
        return KEYS.yaml().replace("    models: [fake]", shop) + issuers;
    }

    @Test
    void secrets_shownInManyWrongWays_areToldByNothing() throws IOException {
        prepare();
        secrets.add("not-to-be-told");
        try (JwksServer jwks = JwksServer.start(TestIssuer.keySet(shown));
                var log = CapturedLog.open();
                TestServer server =
                        TestServer.start(
                                directory,
                                yaml(jwks),
                                options ->
                                        options.withServing(
                                                options.serving()
                                                        .withWatching(
                                                                Optional.of(
                                                                        Duration.ofMillis(
                                                                                200)))))) {
            tryAll(server);
            String operator = KEYS.operator.reveal();
            readAll(server, operator);
            breakDescription(server, log, jwks);
            readAll(server, operator);
            said.add(log.text());
        }
        said.addAll(files());
        assertThat(said).hasSizeGreaterThan(100);
        for (String secret : secrets) {
            assertThat(said.stream().filter(text -> text.contains(secret))).isEmpty();
        }
    }

    private void tryAll(TestServer server) {
        var random = new Random(Long.getLong("berth.seed", 19));
        try (GrpcClient client = GrpcClient.of(server)) {
            for (String credential : credentials) {
                String cut = credential.substring(0, credential.length() - random.nextInt(1, 9));
                for (String form :
                        List.of(
                                "Bearer " + credential,
                                "Bearer  " + credential + "=",
                                "bearer " + credential + "." + credential,
                                "Bearer x" + credential,
                                "Bearer " + cut,
                                "Basic " + credential,
                                credential)) {
                    hear(server.post(INFER, infer(1, 2, 3), "Authorization", form));
                    hear(server.post("/v1/models/fake:predict", "{", "x-api-key", form));
                    hear(server.post("/v2/repository/models/no/load", "", "Authorization", form));
                    call(client, form);
                }
            }
        }
    }

    private void hear(HttpResponse<String> response) {
        said.add(response.statusCode() + " " + response.headers().map() + " " + response.body());
    }

    private void call(GrpcClient client, String authorization) {
        var headers = new Metadata();
        headers.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), authorization);
        try {
            var _ =
                    client.stub()
                            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                            .modelInfer(GrpcClient.request("1", 1, 2, 3));
        } catch (StatusRuntimeException e) {
            said.add(e.getMessage() + " " + e.getTrailers());
        }
    }

    private void readAll(TestServer server, String key) {
        for (String path :
                List.of(
                        "/metrics",
                        "/openapi.json",
                        "/v1/models",
                        "/v1/models/fake",
                        "/v1/endpoints",
                        "/v2",
                        "/v2/models/fake",
                        "/v2/models/fake/config",
                        "/v2/models/stats",
                        "/v2/health/ready")) {
            hear(server.send(server.request(path).header("x-api-key", key)));
        }
        said.add(String.valueOf(server.server().serving().system()));
    }

    /// A key where its digest belongs, as is easily done.
    private void breakDescription(TestServer server, CapturedLog log, JwksServer jwks) {
        Consumers.write(directory, yaml(jwks).replace(KEYS.shop.hash(), KEYS.shop.reveal()));
        Await.until(
                () -> {
                    var _ = server.get("/v2");
                    return log.text().contains("the access rules stay as they were");
                });
        said.add(String.valueOf(server.server().serving().system()));
    }

    /// What the server wrote, besides what the test did.
    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            List<String> texts = new ArrayList<>();
            for (Path file :
                    all.filter(Files::isRegularFile)
                            .filter(path -> !path.endsWith("berth.yaml"))
                            .toList()) {
                texts.add(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
            return texts;
        }
    }
}
