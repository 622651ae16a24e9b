package dev.berth.server;

import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.contribution.HttpRoute;
import dev.berth.contribution.Metric;
import dev.berth.contribution.RouteAccess;
import dev.berth.contribution.RouteResponse;
import dev.berth.contribution.ServerContribution;
import dev.berth.contribution.ServerServices;
import dev.berth.protocol.openapi.OpenApiOperation;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Routes and metrics of a capability: their order, their limits, and names that are taken.
class ContributedRoutesTest {
    private static final int UNDER_WAY_MAX = 128;

    @TempDir Path directory;

    /// Answers at once, by two methods of one path, fails, or waits.
    public static final class Several implements ServerContribution {
        private static final CountDownLatch GATE = new CountDownLatch(1);

        @Override
        public String name() {
            return "several";
        }

        @Override
        public List<HttpRoute> routes(ServerServices services) {
            return List.of(
                    new HttpRoute(
                            "/v1/several",
                            RouteAccess.ANYBODY,
                            OpenApiOperation.get("several.get", "Several", "One"),
                            request -> RouteResponse.json(request.parameters())),
                    new HttpRoute(
                            "/v1/several",
                            RouteAccess.MANAGERS,
                            OpenApiOperation.post("several.post", "Several", "Other"),
                            request ->
                                    RouteResponse.json(
                                            Map.of("bytes", request.bodyBytes().length))),
                    new HttpRoute(
                            "/v1/several/fail",
                            RouteAccess.ANYBODY,
                            OpenApiOperation.get("several.fail", "Several", "Fails"),
                            request -> {
                                throw new IOException("a defect");
                            }),
                    new HttpRoute(
                            "/v1/several/wait",
                            RouteAccess.ANYBODY,
                            OpenApiOperation.get("several.wait", "Several", "Waits"),
                            request -> {
                                GATE.await();
                                return RouteResponse.json(Map.of());
                            }));
        }
    }

    /// Takes a path of the server's.
    public static final class TakenPath implements ServerContribution {
        @Override
        public String name() {
            return "taken path";
        }

        @Override
        public List<HttpRoute> routes(ServerServices services) {
            return List.of(
                    new HttpRoute(
                            "/v1/models/{name}",
                            RouteAccess.ANYBODY,
                            OpenApiOperation.get("taken", "Taken", "Taken"),
                            request -> RouteResponse.json(Map.of())));
        }
    }

    /// Needs what no server has.
    public static final class NeedsMore implements ServerContribution {
        @Override
        public String name() {
            return "needs more";
        }

        @Override
        public List<Metric> metrics(ServerServices services) {
            services.require(StringBuilder.class);
            return List.of();
        }
    }

    private TestServer start(Class<? extends ServerContribution> contribution) throws IOException {
        Path services = Files.createDirectories(directory.resolve("jar/META-INF/services"));
        Files.writeString(
                services.resolve(ServerContribution.class.getName()), contribution.getName());
        URL[] urls = {directory.resolve("jar").toUri().toURL()};
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (var loader = new URLClassLoader(urls, before)) {
            thread.setContextClassLoader(loader);
            return TestServer.start(
                    Files.createDirectories(directory.resolve("system")),
                    options -> options.withEventLoops(1));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void route_twoMethodsOfOnePath_haveTheirOwnHandlersAndRules() throws IOException {
        try (TestServer server = start(Several.class)) {
            assertThat(server.get("/v1/several?a=1&a=2&b=%20").body())
                    .contains("\"a\":\"1\"")
                    .contains("\"b\":\" \"");
            assertThat(server.post("/v1/several", "{}").body()).isEqualTo("{\"bytes\":2}");
            assertThat(
                            server.post("/v1/several", "{}", "Sec-Fetch-Site", "cross-site")
                                    .statusCode())
                    .isEqualTo(403);
            HttpResponse<String> deleted = server.send(server.request("/v1/several").DELETE());
            assertThat(deleted.headers().firstValue("allow")).contains("GET, HEAD, POST");
            assertThat(
                            json(server.get("/openapi.json"))
                                    .at("/paths/~1v1~1several/post/operationId")
                                    .asText())
                    .isEqualTo("several.post");
        }
    }

    @Test
    void route_defect_isAnInternalError() throws IOException {
        try (TestServer server = start(Several.class)) {
            HttpResponse<String> failed = server.get("/v1/several/fail");
            assertThat(failed.statusCode()).isEqualTo(500);
            assertThat(failed.body()).contains("internal-error").doesNotContain("a defect");
        }
    }

    @Test
    void route_tooManyWait_isRefused() throws Exception {
        try (TestServer server = start(Several.class);
                HttpClient client =
                        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpRequest wait = server.request("/v1/several/wait").build();
            List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
            for (int i = 0; i <= UNDER_WAY_MAX; i++) {
                sent.add(client.sendAsync(wait, BodyHandlers.ofString()));
            }
            var first = CompletableFuture.anyOf(sent.toArray(CompletableFuture[]::new)).get();
            assertThat(first)
                    .isInstanceOfSatisfying(
                            HttpResponse.class,
                            refused ->
                                    assertThat(refused.body().toString()).contains("queue-full"));
            Several.GATE.countDown();
            long answered = 0;
            for (CompletableFuture<HttpResponse<String>> each : sent) {
                answered += each.get().statusCode() == 200 ? 1 : 0;
            }
            assertThat(answered).isEqualTo(UNDER_WAY_MAX);
        }
    }

    @Test
    void start_pathOfTheServers_isRefused() {
        assertThatThrownBy(() -> start(TakenPath.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "two routes for /v1/models/{name}, which /v1/models/{model} is as well");
    }

    @Test
    void start_serviceThatIsNotThere_isNamed() {
        assertThatThrownBy(() -> start(NeedsMore.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("StringBuilder")
                .hasMessageContaining("Endpoints, ModelServer");
    }
}
