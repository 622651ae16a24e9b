package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.core.ModelReference;
import dev.berth.core.system.AccessRules;
import dev.berth.server.auth.Access;
import dev.berth.server.auth.AccessOptions;
import dev.berth.serving.ServingOptions;
import dev.berth.serving.execution.ServingListener;
import dev.berth.testkit.Await;
import dev.berth.testkit.http.HttpCalls;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.runtime.FakeRuntime;
import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A running server over a system in a temporary directory: `tiny` is an ONNX model, `fake`
/// multiplies three numbers and waits at gates. Closing it checks that nothing leaked.
final class TestServer implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final String YAML = "name: test\nsummary: A system for tests\n";

    private final FakeRuntime fake;
    private final BerthServer server;
    private final HttpClient http1 =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /// Null until it is needed.
    private @Nullable Http2Calls http2;

    private TestServer(FakeRuntime fake, BerthServer server) {
        this.fake = fake;
        this.server = server;
    }

    static TestServer start(Path directory) {
        return start(directory, UnaryOperator.identity());
    }

    static TestServer start(Path directory, UnaryOperator<ServerOptions> change) {
        return start(directory, YAML, change);
    }

    static TestServer start(Path directory, String berthYaml, UnaryOperator<ServerOptions> change) {
        return start(directory, berthYaml, change, new ForwardClock());
    }

    /// @param nanoClock by which slow clients are overdue
    static TestServer start(
            Path directory, UnaryOperator<ServerOptions> change, LongSupplier nanoClock) {
        return start(directory, YAML, change, nanoClock);
    }

    private static TestServer start(
            Path directory,
            String berthYaml,
            UnaryOperator<ServerOptions> change,
            LongSupplier nanoClock) {
        var fake = new FakeRuntime();
        writeSystem(directory, berthYaml);
        var serving =
                ServingOptions.defaults()
                        .withCacheDirectory(directory.resolve("cache"))
                        .withListener(new ServingListener() {})
                        .withRuntimes(List.of(fake))
                        .withExecutionThreads(2);
        var options =
                ServerOptions.defaults()
                        .withPort(0)
                        .withEventLoops(2)
                        .withGrace(Duration.ofSeconds(5))
                        .withServing(serving);
        return new TestServer(fake, BerthServer.start(directory, change.apply(options), nanoClock));
    }

    /// Limits of time that no client reaches, however often a test moves the clock on by less.
    static ServerLimits patient() {
        var never = Duration.ofDays(3650);
        return ServerLimits.defaults()
                .withHeadersTimeout(never)
                .withTakingTimeout(never)
                .withIdleTimeout(never)
                .withArrivalTimeout(never);
    }

    private static void writeSystem(Path directory, String berthYaml) {
        PackageBuilder tiny =
                PackageBuilder.onnx(OnnxModels.tinyMlp(1))
                        .summary("Three classes of sixteen numbers")
                        .batch("batch")
                        .input("x", "float32", "[batch, 16]", "meaning: sixteen numbers")
                        .output(
                                "y",
                                "float32",
                                "[batch, 3]",
                                "meaning: probabilities",
                                "categories: [red, green, blue]");
        SystemBuilder.in(directory)
                .write("berth.yaml", berthYaml)
                .with("tiny", tiny)
                .with("fake", "1", fakePackage(1))
                .with("fake", "2", fakePackage(2))
                .write("models/broken/1/model.yaml", "summry: misspelt\n");
    }

    static PackageBuilder fakePackage(double factor) {
        return fakePackage(
                "inputs: x float32 [N, 3]\noutputs: y float32 [N, 3]\nmultiply: "
                        + factor
                        + "\nfail-on: 666\n");
    }

    static PackageBuilder fakePackage(String artifact) {
        return PackageBuilder.fake(artifact)
                .summary("Multiplies by a number")
                .batch("N")
                .input(
                        "x",
                        "float32",
                        "[N, 3]",
                        "meaning: three numbers",
                        "unit: m",
                        "range: {min: -1000, max: 1000}",
                        "example: [1, 2, 3]")
                .output("y", "float32", "[N, 3]", "meaning: their multiples", "unit: m");
    }

    /// Access to a server on the loopback address without consumers.
    static Access accessOfAnybody() {
        return Access.of(
                AccessRules::none,
                ServerOptions.HOST_DEFAULT,
                AccessOptions.defaults(),
                Access.Certificates.NONE,
                InstantSource.system());
    }

    FakeRuntime fake() {
        return fake;
    }

    BerthServer server() {
        return server;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    HttpClient http1() {
        return http1;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(Await.TIMEOUT);
    }

    HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        return send(posting(path, body, headers));
    }

    HttpRequest.Builder posting(String path, String body, String... headers) {
        HttpRequest.Builder request =
                request(path)
                        .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        return headers.length == 0 ? request : request.headers(headers);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        return send(http1, request, BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> sendLater(HttpRequest.Builder request) {
        return http1.sendAsync(request.build(), BodyHandlers.ofString());
    }

    /// Sends bytes over a connection of their own, ends this side of it, and waits until the server
    /// has closed it too.
    void sendAndHangUp(String bytes) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout((int) Await.TIMEOUT.toMillis());
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            var _ = socket.getInputStream().readAllBytes();
        }
    }

    CompletableFuture<HttpResponse<String>> sendLaterByHttp2(HttpRequest.Builder request) {
        return http2().send(request.build());
    }

    HttpResponse<String> sendByHttp2(HttpRequest.Builder request) {
        return http2().send(request.build()).join();
    }

    private synchronized Http2Calls http2() {
        Http2Calls made = http2;
        if (made == null) {
            made = new Http2Calls();
            http2 = made;
        }
        return made;
    }

    HttpResponse<byte[]> sendForBytes(HttpRequest.Builder request) {
        return send(http1, request, BodyHandlers.ofByteArray());
    }

    private static <T> HttpResponse<T> send(
            HttpClient client, HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return HttpCalls.send(client, request.build(), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + response.body(), e);
        }
    }

    /// A v2 request to a fake with one row.
    static String infer(double a, double b, double c) {
        return "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":["
                + a
                + ","
                + b
                + ","
                + c
                + "]}]}";
    }

    /// Of the latest version of `fake`.
    int queuedRows() {
        return server.serving().statistics(ModelReference.of("fake", "2")).queuedRows();
    }

    void assertNothingLeaked() {
        Await.until(() -> server.serving().pool().blocksInUse() == 0);
        assertThat(server.serving().pool().blocksInUse()).isZero();
        Await.until(() -> server.bytesUnderWay() == 0);
    }

    @Override
    public void close() {
        fake.runGate().open();
        fake.loadGate().open();
        assertNothingLeaked();
        http1.close();
        if (http2 != null) {
            http2.close();
        }
        server.close();
        assertThat(fake.openArtifacts()).isZero();
    }
}
