package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import dev.berth.testkit.time.ManualTime;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The end of a server whose callers send the next request as soon as they are answered: each
/// request that was sent has an answer. The server's clock stands, so that no client is taken to
/// say no more because its thread has to wait for a processor.
class DrainUnderLoadTest {
    private static final int CONNECTIONS = 32;
    private static final Duration LAME_DUCK = Duration.ofMinutes(1);

    /// Longer than any test: what waits for its end hangs.
    private static final Duration GRACE = Duration.ofMinutes(10);

    @TempDir Path directory;

    private final ManualTime time = new ManualTime();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final Queue<String> lost = new ConcurrentLinkedQueue<>();

    /// Sends requests on one connection after the other, each for as long as the server keeps it,
    /// until nothing listens any more.
    private void sendRequests(int port) {
        String body = infer(1, 2, 3);
        String request =
                "POST /v2/models/fake/infer HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body;
        while (true) {
            try (var connection = new Http1Client(port)) {
                askOn(connection, request);
            } catch (ConnectException nothingListens) {
                return;
            } catch (IOException e) {
                // Connected, and lost.
                lost.add(e.toString());
            }
        }
    }

    private void askOn(Http1Client connection, String request) throws IOException {
        boolean last = false;
        while (!last) {
            connection.send(request);
            Http1Client.Answer answer = connection.next();
            last = answer.isLast();
            (answer.status() == 200 ? answered : refused).incrementAndGet();
        }
        assertThat(connection.rest()).isEmpty();
    }

    private List<Thread> askLater(int port) {
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            clients.add(Thread.ofPlatform().name("client-" + i).start(() -> sendRequests(port)));
        }
        return clients;
    }

    @Test
    void drain_whileClientsAskOnAndOn_answersAllThatWasSent() throws Exception {
        try (TestServer server = TestServer.start(directory, options -> options, time)) {
            List<Thread> clients = askLater(server.server().port());
            Await.until(() -> answered.get() > 20 * CONNECTIONS);

            assertThat(server.server().drain(GRACE)).isTrue();

            for (Thread client : clients) {
                client.join();
            }
        }
        assertThat(lost).isEmpty();
    }

    /// As one that connected at the last moment, and whose request is on its way.
    @Test
    void drain_withAConnectionThatHasSentNothing_waitsForItAndAnswersIt() throws Exception {
        try (TestServer server = TestServer.start(directory, options -> options, time);
                var late = new Http1Client(server.server().port())) {
            Await.until(() -> server.server().connections().open() == 1);
            CompletableFuture<Boolean> drained =
                    CompletableFuture.supplyAsync(() -> server.server().drain(GRACE));
            Await.until(() -> refusesConnections(server.server().port()));

            late.send("GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");

            Http1Client.Answer answer = late.next();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.isLast()).isTrue();
            assertThat(drained.join()).isTrue();
        }
    }

    private static boolean refusesConnections(int port) throws IOException {
        try {
            new Http1Client(port).close();
            return false;
        } catch (ConnectException nothingListens) {
            return true;
        }
    }

    @Test
    void drain_withALameDuckTime_answersMeanwhileAsOneThatIsNotReady() throws Exception {
        try (TestServer server =
                TestServer.start(directory, options -> options.withLameDuck(LAME_DUCK), time)) {
            int port = server.server().port();
            try (var kept = new Http1Client(port)) {
                kept.send("GET /v2/health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(kept.next().isLast()).isFalse();
                CompletableFuture<Boolean> drained =
                        CompletableFuture.supplyAsync(() -> server.server().drain(GRACE));
                Await.until(() -> server.get("/v2/health/ready").statusCode() == 503);

                HttpResponse<String> fresh = server.post("/v2/models/fake/infer", infer(1, 2, 3));
                HttpResponse<String> streamed =
                        server.sendByHttp2(server.posting("/v2/models/fake/infer", infer(1, 2, 3)));
                kept.send("GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
                Http1Client.Answer last = kept.next();

                assertThat(drained).isNotDone();
                assertThat(fresh.statusCode()).isEqualTo(200);
                assertThat(fresh.headers().firstValue("connection")).hasValue("close");
                assertThat(streamed.statusCode()).isEqualTo(200);
                assertThat(last.status()).isEqualTo(200);
                assertThat(last.isLast()).isTrue();
                time.advance(LAME_DUCK);
                assertThat(drained.join()).isTrue();
            }
        }
    }

    @Test
    void drain_withALameDuckTime_refusesNothingOfClientsThatKeepTheirConnections()
            throws Exception {
        try (TestServer server =
                TestServer.start(directory, options -> options.withLameDuck(LAME_DUCK), time)) {
            int port = server.server().port();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                clients.add(Thread.ofPlatform().name("client-" + i).start(() -> askOnce(port)));
            }
            Await.until(() -> answered.get() > 20 * CONNECTIONS);

            CompletableFuture<Boolean> drained =
                    CompletableFuture.supplyAsync(() -> server.server().drain(GRACE));
            for (Thread client : clients) {
                client.join();
            }
            assertThat(drained).isNotDone();
            time.advance(LAME_DUCK);
            assertThat(drained.join()).isTrue();
        }
        assertThat(lost).isEmpty();
        assertThat(refused).hasValue(0);
    }

    /// On one connection, and then elsewhere.
    private void askOnce(int port) {
        String body = infer(1, 2, 3);
        try (var connection = new Http1Client(port)) {
            askOn(
                    connection,
                    "POST /v2/models/fake/infer HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                            + body.length()
                            + "\r\n\r\n"
                            + body);
        } catch (IOException e) {
            lost.add(e.toString());
        }
    }
}
