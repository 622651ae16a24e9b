package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.contribution.HttpRoute;
import dev.berth.contribution.RouteAccess;
import dev.berth.contribution.RouteRequest;
import dev.berth.contribution.RouteResponse;
import dev.berth.contribution.ServerContribution;
import dev.berth.contribution.ServerServices;
import dev.berth.protocol.openapi.OpenApiOperation;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Answers of a capability that come in parts, over each protocol: complete, slow, cut off by
/// either side; and what else such routes take and give.
class StreamedRoutesTest {
    private static final int LONG = 100_000;
    private static final int PART_BYTES = 10_000;

    @TempDir private Path directory;
    private TestServer server;

    /// Parts that are numbered lines, as many as the path says; a negative number fails at its end.
    public static final class Parts implements ServerContribution {
        private static final AtomicInteger PUBLISHED = new AtomicInteger();
        private static final AtomicBoolean CANCELLED = new AtomicBoolean();
        private static final AtomicBoolean CLOSED = new AtomicBoolean();

        @Override
        public String name() {
            return "parts";
        }

        @Override
        public List<HttpRoute> routes(ServerServices services) {
            return List.of(
                    new HttpRoute(
                            "/v1/parts/{count}",
                            RouteAccess.CONSUMERS,
                            OpenApiOperation.get("parts.get", "Parts", "Parts")
                                    .headers("last-part"),
                            Parts::answer),
                    new HttpRoute(
                            "/v1/parts/{count}",
                            RouteAccess.CONSUMERS,
                            OpenApiOperation.delete("parts.delete", "Parts", "Deleted").status(202),
                            request ->
                                    RouteResponse.json(Map.of("deleted", request.variable("count")))
                                            .withStatus(202)
                                            .with("location", "/v1/parts/0")));
        }

        private static RouteResponse answer(RouteRequest request) {
            int count = Integer.parseInt(request.variable("count"));
            int from = request.findHeader("last-part").map(Integer::parseInt).orElse(0);
            return RouteResponse.stream(
                    "text/plain", to -> to.onSubscribe(new Numbers(from, count, to)));
        }

        @Override
        public void close() {
            CLOSED.set(true);
        }
    }

    private static final class Numbers implements Flow.Subscription {
        private final int count;
        private final Flow.Subscriber<? super ByteBuffer> to;
        private int next;

        Numbers(int from, int count, Flow.Subscriber<? super ByteBuffer> to) {
            this.next = from;
            this.count = count;
            this.to = to;
        }

        @Override
        public void request(long n) {
            if (next == Math.abs(count)) {
                if (count < 0) {
                    to.onError(new IOException("as the test wants it"));
                } else {
                    to.onComplete();
                }
                return;
            }
            Parts.PUBLISHED.incrementAndGet();
            String line = next++ + "\n";
            int bytes = count == LONG ? PART_BYTES : line.length();
            byte[] part = new byte[bytes];
            System.arraycopy(line.getBytes(StandardCharsets.US_ASCII), 0, part, 0, line.length());
            to.onNext(ByteBuffer.wrap(part));
        }

        @Override
        public void cancel() {
            Parts.CANCELLED.set(true);
        }
    }

    @BeforeEach
    void start() throws IOException {
        Parts.PUBLISHED.set(0);
        Parts.CANCELLED.set(false);
        Parts.CLOSED.set(false);
        Path services = Files.createDirectories(directory.resolve("jar/META-INF/services"));
        Files.writeString(
                services.resolve(ServerContribution.class.getName()), Parts.class.getName());
        URL[] urls = {directory.resolve("jar").toUri().toURL()};
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (var loader = new URLClassLoader(urls, before)) {
            thread.setContextClassLoader(loader);
            server =
                    TestServer.start(
                            Files.createDirectories(directory.resolve("system")),
                            options -> options.withEventLoops(1));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @AfterEach
    void close() {
        server.close();
        assertThat(Parts.CLOSED).isTrue();
    }

    @Test
    void stream_overEachProtocol_isComplete() {
        String expected = "0\n1\n2\n3\n";
        assertThat(server.get("/v1/parts/4").body()).isEqualTo(expected);
        assertThat(server.get("/v1/parts/4").headers().firstValue("berth-request-id")).isPresent();
        assertThat(server.sendByHttp2(server.request("/v1/parts/4").GET()).body())
                .isEqualTo(expected);
        assertThat(server.get("/v1/parts/0").body()).isEmpty();
        assertThat(server.sendByHttp2(server.request("/v1/parts/0").GET()).body()).isEmpty();
        HttpResponse<String> rest =
                server.send(server.request("/v1/parts/4").header("Last-Part", "3"));
        assertThat(rest.body()).isEqualTo("3\n");
    }

    @Test
    void stream_byVertx_isComplete() throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
            socket.setSoTimeout((int) Await.TIMEOUT.toMillis());
            // Two pieces: the fast path takes requests that come whole.
            socket.getOutputStream()
                    .write("GET /v1/parts/2 HTTP/1.1\r\nHos".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            Await.until(() -> server.server().connections().open() > 0);
            socket.getOutputStream()
                    .write(
                            "t: localhost\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer)
                    .startsWith("HTTP/1.1 200")
                    .contains("2\r\n0\n\r\n2\r\n1\n\r\n0\r\n\r\n");
        }
    }

    @Test
    void stream_thatFails_isCutOff_andTheNextRequestIsAnswered() {
        assertThatThrownBy(() -> server.get("/v1/parts/-2"))
                .isInstanceOfAny(UncheckedIOException.class, CompletionException.class);
        assertThatThrownBy(() -> server.sendByHttp2(server.request("/v1/parts/-2").GET()))
                .isInstanceOfAny(UncheckedIOException.class, CompletionException.class);
        assertThat(server.get("/v1/parts/1").body()).isEqualTo("0\n");
    }

    @Test
    void stream_ofASlowReader_waitsForIt_andEndsWhenItHangsUp() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
            socket.getOutputStream()
                    .write(
                            ("GET /v1/parts/" + LONG + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            Await.until(() -> Parts.PUBLISHED.get() > 10);
            int[] before = {-1};
            // Not one more while nothing is read, though the one event loop has its turns: what the
            // network holds is full.
            Await.until(
                    () -> {
                        int now = Parts.PUBLISHED.get();
                        boolean isStill = now == before[0];
                        before[0] = now;
                        for (int turn = 0; turn < 20; turn++) {
                            assertThat(server.get("/v2/health/live").statusCode()).isEqualTo(200);
                        }
                        return isStill;
                    });
            assertThat(Parts.PUBLISHED.get()).isLessThan(LONG / 10);
            assertThat(server.server().bytesUnderWay()).isLessThan(10L * PART_BYTES);
        }
        Await.until(Parts.CANCELLED::get);
    }

    @Test
    void delete_hasStatusAndHeadersOfItsOwn() {
        HttpResponse<String> deleted = server.send(server.request("/v1/parts/7").DELETE());
        assertThat(deleted.statusCode()).isEqualTo(202);
        assertThat(deleted.headers().firstValue("location")).contains("/v1/parts/0");
        assertThat(deleted.body()).isEqualTo("{\"deleted\":\"7\"}");
        assertThat(server.post("/v1/parts/7", "{}").headers().firstValue("allow"))
                .contains("GET, HEAD, DELETE");
        HttpResponse<String> head =
                server.send(server.request("/v1/parts/3").method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
    }
}
