package dev.berth.benchmarks.overload;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.berth.benchmarks.figure.Machine;
import dev.berth.benchmarks.process.AnswerBuffer.Answer;
import dev.berth.benchmarks.process.PlainConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests of the load generators against a server that rejects three of four requests.
final class OverloadTest {
    private static final Machine MACHINE = new Machine("a processor", 2, 1024, "Linux", "25", 0.5);
    private static final byte[] REQUEST = PlainConnection.post("/", List.of(), new byte[] {1});

    private final AtomicInteger count = new AtomicInteger();
    private final HttpServer server;

    OverloadTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    }

    @BeforeEach
    void serve() {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    boolean admitted = count.getAndIncrement() % 4 == 0;
                    if (!admitted) {
                        exchange.getResponseHeaders().add("Retry-After", "1");
                    }
                    byte[] body = "done".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(admitted ? 200 : 503, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Test
    void openLoop_aServerThatRefuses_countsEveryRequest() throws IOException, InterruptedException {
        Tally.Counts counts = new OpenLoop(address(), REQUEST).run(400, Duration.ofMillis(500));
        assertThat(counts.admitted()).isEqualTo(50);
        assertThat(counts.refused()).isEqualTo(150);
        assertThat(counts.retryAfterShare()).isEqualTo(1);
        assertThat(counts.failed() + counts.unsent()).isZero();
        assertThat(counts.p99Millis()).isPositive();
    }

    @Test
    void openLoop_nobodyListens_countsFailures() throws IOException, InterruptedException {
        server.stop(0);
        Tally.Counts counts = new OpenLoop(address(), REQUEST).run(100, Duration.ofMillis(100));
        assertThat(counts.failed()).isEqualTo(10);
    }

    @Test
    void closedLoop_twoCallers_countsWhatTheyGot() throws IOException, InterruptedException {
        Tally.Counts counts = new ClosedLoop(address(), REQUEST).run(2, Duration.ofMillis(200));
        assertThat(counts.admitted() + counts.refused()).isEqualTo(count.get());
        assertThat(counts.goodput()).isPositive();
    }

    @Test
    void report_ofOverloads_holdsTheMedianAgainstTheGoals()
            throws IOException, InterruptedException {
        var peaks = new Turns();
        var overloads = new Turns();
        peaks.take(turn(200, 20, 0, new ClientTime(1, 0)));
        // The client takes half of one of two processors.
        for (int predictions : new int[] {110, 100, 130}) {
            overloads.take(turn(predictions, 31, 300, new ClientTime(1, 0.5)));
            peaks.take(turn(200, 20, 0, new ClientTime(1, 0)));
        }
        var report =
                new OverloadReport(
                        MACHINE,
                        1000,
                        turn(20, 10, 0, new ClientTime(1, 0)).take(new Tally()),
                        peaks,
                        overloads.each().getFirst(),
                        overloads,
                        new OverloadReport.Memory(300, 320, 322));
        assertThat(report.table())
                .contains("goodput of the peak, whatever the client takes: 0.55 (0.50..0.65)")
                .contains("goodput of the peak, by processors left: 0.73 (0.67..0.87)")
                .contains("missed  goodput of the peak, by processors left")
                .contains("0.73 (at least 0.90)")
                .contains("3.10 (at most 3.00)")
                .contains("0.50 (at least 1.00)")
                .contains("reached neither predicted nor refused")
                .contains("reached memory");
        assertThat(new String(report.json(), StandardCharsets.UTF_8))
                .contains("\"overloads\":[{")
                .contains("\"refused_with_retry_after\":150");
    }

    /// Predictions with this latency, and rejections, half of which have a retry time.
    private static Turns.Turn turn(int predictions, long millis, int refused, ClientTime time) {
        return tally -> {
            for (int i = 0; i < predictions; i++) {
                tally.answered(new Answer(200, "", ""), millis * 1_000_000);
            }
            for (int i = 0; i < refused; i++) {
                String head = i % 2 == 0 ? "\r\nretry-after: 1" : "";
                tally.answered(new Answer(429, head, ""), 1);
            }
            return tally.over(time);
        };
    }
}
