package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.client.BerthClient;
import dev.berth.featurestore.ServingFeatureStore;
import dev.berth.proto.GRPCInferenceServiceGrpc;
import dev.berth.proto.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.berth.server.BerthServer;
import dev.berth.server.ServerOptions;
import dev.berth.serving.ServingOptions;
import dev.berth.testkit.Await;
import dev.berth.testkit.http.HttpCalls;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/// Server on a free port of this machine, with clients other than Berth's: the JDK's for HTTP,
/// grpc-java's with the stubs of the public protocol for gRPC. Closing it stops all.
final class RunningServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BerthServer server;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ManagedChannel channel;

    private RunningServer(BerthServer server) {
        this.server = server;
        this.channel =
                ManagedChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    }

    static RunningServer start(Path system) {
        return start(system, UnaryOperator.identity());
    }

    static RunningServer start(Path system, UnaryOperator<ServingOptions> change) {
        var options = ServerOptions.defaults();
        return new RunningServer(
                BerthServer.start(
                        system, options.withPort(0).withServing(change.apply(options.serving()))));
    }

    /// Starts a server that also maintains the features of the system, like `berth up`.
    static RunningServer startWithFeatures(Path system) {
        return new RunningServer(
                BerthServer.start(
                        system,
                        ServerOptions.defaults()
                                .withPort(0)
                                .withFeatures(ServingFeatureStore.feedingSource(Map.of()))));
    }

    BerthServer server() {
        return server;
    }

    /// A Java client, which the caller closes.
    BerthClient client() {
        return BerthClient.to("127.0.0.1:" + server.port());
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    HttpResponse<String> get(String path) {
        return send(request(path).GET(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        HttpRequest.Builder request = request(path).POST(BodyPublishers.ofString(body));
        return send(
                headers.length == 0 ? request : request.headers(headers), BodyHandlers.ofString());
    }

    HttpResponse<byte[]> post(String path, byte[] body, String... headers) {
        return send(
                request(path).POST(BodyPublishers.ofByteArray(body)).headers(headers),
                BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(Await.TIMEOUT);
    }

    private <T> HttpResponse<T> send(
            HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return HttpCalls.send(http, request.build(), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    GRPCInferenceServiceBlockingStub grpc() {
        return GRPCInferenceServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(Await.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }

    /// The body of a successful response.
    static JsonNode answer(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response.body());
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    static String quoted(String text) {
        return JSON.valueToTree(text).toString();
    }

    void assertNothingLeaked() {
        Await.until(
                "all tensors are given back",
                () -> server.serving().pool().blocksInUse() == 0,
                () -> server.serving().pool().blocksInUse() + " blocks in use");
    }

    @Override
    public void close() {
        channel.shutdownNow();
        http.close();
        server.close();
    }
}
