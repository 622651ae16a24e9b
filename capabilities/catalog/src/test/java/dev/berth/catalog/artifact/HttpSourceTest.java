package dev.berth.catalog.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.Artifact.Source;
import dev.berth.core.system.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpSourceTest {
    private static final byte[] CONTENT = new byte[300_000];

    static {
        new Random(5).nextBytes(CONTENT);
    }

    @TempDir Path directory;
    private final List<String> ranges = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final HttpServer server = newServer();

    private static HttpServer newServer() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void startServer() {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/model", this::answer);
        server.createContext("/moved", exchange -> redirect(exchange, "/model"));
        server.createContext("/stalled", this::stall);
        server.start();
    }

    @AfterEach
    void stopServer() {
        closing.countDown();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        ranges.add(String.valueOf(range));
        int from =
                range == null
                        ? 0
                        : Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
        try (exchange) {
            if (from >= CONTENT.length) {
                exchange.sendResponseHeaders(416, -1);
                return;
            }
            byte[] part = Arrays.copyOfRange(CONTENT, from, CONTENT.length);
            exchange.sendResponseHeaders(range == null ? 200 : 206, part.length);
            exchange.getResponseBody().write(part);
        }
    }

    private static void redirect(HttpExchange exchange, String to) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Location", to);
            exchange.sendResponseHeaders(302, -1);
        }
    }

    private void stall(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, 1000);
            exchange.getResponseBody().flush();
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Path fetch(String path, Sha256 expected, HttpLimits limits) throws IOException {
        var address =
                URI.create(
                        "http://"
                                + server.getAddress().getAddress().getHostAddress()
                                + ":"
                                + server.getAddress().getPort()
                                + path);
        var source = new HttpSource(new ContentCache(directory), limits, TransferProgress.silent());
        return source.fetch(new Source.Http(address), expected);
    }

    private ProblemException refusal(String path, Sha256 expected, HttpLimits limits) {
        return catchThrowableOfType(ProblemException.class, () -> fetch(path, expected, limits));
    }

    private static Sha256 expected() {
        var digest = Digests.start();
        digest.update(CONTENT);
        return Digests.finish(digest);
    }

    private static HttpLimits limits(Duration stall, long bytesMax) {
        return new HttpLimits(Duration.ofSeconds(5), stall, bytesMax);
    }

    private Path partial() throws IOException {
        return new ContentCache(directory).partials().resolve(expected() + ".part");
    }

    @Test
    void file_behindARedirect_isFetchedAndVerified() throws IOException {
        assertThat(fetch("/moved", expected(), HttpLimits.defaults())).hasBinaryContent(CONTENT);
        assertThat(partial()).doesNotExist();
    }

    @Test
    void transfer_brokenOff_continues() throws IOException {
        Files.write(partial(), Arrays.copyOf(CONTENT, 100_000));
        assertThat(fetch("/model", expected(), HttpLimits.defaults())).hasBinaryContent(CONTENT);
        assertThat(ranges).containsExactly("bytes=100000-");
    }

    @Test
    void transfer_continuedOnOtherContent_startsAnew() throws IOException {
        Files.write(partial(), new byte[100_000]);
        assertThat(fetch("/model", expected(), HttpLimits.defaults())).hasBinaryContent(CONTENT);
        assertThat(ranges).containsExactly("bytes=100000-", "null");
    }

    @Test
    void transfer_thatWasComplete_isTakenAsItIs() throws IOException {
        Files.write(partial(), CONTENT);
        assertThat(fetch("/model", expected(), HttpLimits.defaults())).hasBinaryContent(CONTENT);
    }

    @Test
    void file_withAnotherDigest_isRefused() {
        var problem = refusal("/model", new Sha256("0".repeat(64)), HttpLimits.defaults());
        assertThat(problem.problem().code()).isEqualTo(ProblemCode.ARTIFACT_CHECKSUM_MISMATCH);
        assertThat(problem.problem().remedy()).contains("sha256");
    }

    @Test
    void file_notThere_isUnavailable() {
        var problem = refusal("/none", expected(), HttpLimits.defaults());
        assertThat(problem.problem().code()).isEqualTo(ProblemCode.ARTIFACT_UNAVAILABLE);
        assertThat(problem).hasMessageContaining("404");
    }

    @Test
    void file_beyondTheLimit_isHostile() {
        var problem = refusal("/model", expected(), limits(Duration.ofSeconds(30), 1000));
        assertThat(problem.problem().code()).isEqualTo(ProblemCode.ARTIFACT_UNSAFE);
    }

    @Test
    void transfer_standingStill_isGivenUp() {
        var problem = refusal("/stalled", expected(), limits(Duration.ofMillis(300), 1 << 30));
        assertThat(problem.problem().code()).isEqualTo(ProblemCode.ARTIFACT_UNAVAILABLE);
        assertThat(problem.problem().remedy()).contains("try again");
    }

    @Test
    void server_goneAway_isUnavailable() {
        server.stop(0);
        var problem = refusal("/model", expected(), HttpLimits.defaults());
        assertThat(problem.problem().code()).isEqualTo(ProblemCode.ARTIFACT_UNAVAILABLE);
    }
}
