package dev.berth.client.balancing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of discovery with a server that implements the required part of Kubernetes' API.
final class KubernetesSourceTest {

    @TempDir Path folder;
    private final Vertx vertx = Vertx.vertx();
    private final List<HttpServerRequest> requests = new CopyOnWriteArrayList<>();
    private final AtomicReference<String> answer = new AtomicReference<>(EndpointSlicesTest.LIST);
    private final ServerGroup group =
            new ServerGroup(
                    GroupPolicy.defaults(), new FakeClock(), new Random(1), new GroupListener() {});
    private HttpServer api;
    private Path token;

    @BeforeEach
    void start() throws IOException {
        api =
                vertx.createHttpServer()
                        .requestHandler(
                                request -> {
                                    requests.add(request);
                                    String now = answer.get();
                                    request.response()
                                            .setStatusCode(now.isEmpty() ? 403 : 200)
                                            .end(now);
                                })
                        .listen(0, "127.0.0.1")
                        .await();
        token = Files.writeString(folder.resolve("token"), "first\n");
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private ServerResolver begin() {
        return ServerResolver.begin(
                new ServerDiscovery.Kubernetes(
                        "shop",
                        "models",
                        Optional.of("http"),
                        URI.create("http://127.0.0.1:" + api.actualPort()),
                        Optional.of(token),
                        Optional.empty(),
                        Duration.ofMillis(20)),
                vertx,
                group);
    }

    private List<String> hosts() {
        return group.members().stream().map(member -> member.address().toString()).toList();
    }

    @Test
    void begin_service_takesItsReadyEndpointsAndFollowsThem() {
        try (var _ = begin()) {
            Await.until(() -> hosts().equals(List.of("10.1.2.3:8080", "10.1.2.5:8080")));
            answer.set(EndpointSlicesTest.LIST.replace("10.1.2.5", "10.1.2.6"));
            Await.until(() -> hosts().equals(List.of("10.1.2.3:8080", "10.1.2.6:8080")));
        }
        assertThat(requests.getFirst().uri())
                .isEqualTo(
                        "/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices"
                                + "?labelSelector=kubernetes.io%2Fservice-name%3Dmodels");
    }

    @Test
    void begin_tokenChanges_isReadAgain() throws IOException {
        try (var _ = begin()) {
            Await.until(() -> has("Bearer first"));
            Files.writeString(token, "second");
            Await.until(() -> has("Bearer second"));
        }
    }

    private boolean has(String authorization) {
        return requests.stream()
                .anyMatch(request -> authorization.equals(request.getHeader("authorization")));
    }

    @Test
    void begin_serverRefusesOrTalksNonsense_keepsTheServers() {
        try (var _ = begin()) {
            Await.until(() -> hosts().size() == 2);
            answer.set("");
            Await.until(() -> group.reasonForNone().contains("403"));
            answer.set("{\"kind\": \"Status\"}");
            Await.until(() -> group.reasonForNone().contains("cannot be read"));
            assertThat(hosts()).hasSize(2);
        }
    }

    @Test
    void begin_noTokenFile_saysWhy() {
        token = folder.resolve("none");
        try (var _ = begin()) {
            Await.until(() -> group.reasonForNone().contains("none"));
            assertThat(hosts()).isEmpty();
        }
    }
}
