package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.proto.GRPCInferenceServiceGrpc;
import dev.berth.server.auth.ApiKeyToken;
import dev.berth.testkit.Await;
import dev.berth.testkit.system.SystemBuilder;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A server whose consumers have quotas, and what they call it with.
final class QuotaSystem implements AutoCloseable {
    static final String INFER = "/v2/models/fake/infer";
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final SecureRandom random = new SecureRandom();

    /// Three requests, and then none for a hundred seconds.
    final ApiKeyToken few = ApiKeyToken.generate(random);

    /// Two at the same time.
    final ApiKeyToken busy = ApiKeyToken.generate(random);

    /// Any number, but one to the model `fake`.
    final ApiKeyToken choosy = ApiKeyToken.generate(random);

    /// Ten records, and then none for a hundred thousand seconds, of which five to `over`.
    final ApiKeyToken bulk = ApiKeyToken.generate(random);

    /// Without a quota.
    final ApiKeyToken free = ApiKeyToken.generate(random);

    private final Path directory;
    private final TestServer server;
    private final GrpcClient client;

    private QuotaSystem(Path directory) throws IOException {
        this.directory = directory;
        new SystemBuilder(directory).endpoint("over", "steps: {it: {model: fake}}\n");
        server =
                TestServer.start(
                        directory,
                        yaml(),
                        options ->
                                options.withServing(
                                        options.serving()
                                                .withWatching(
                                                        Optional.of(Duration.ofMillis(200)))));
        client = GrpcClient.of(server);
    }

    static QuotaSystem start(Path directory) {
        try {
            return new QuotaSystem(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestServer server() {
        return server;
    }

    String yaml() {
        return """
        name: test
        consumers:
          few:
            purpose: Asks three times
            quota: {requests-per-second: 0.001, burst: 3}
            keys: [{hash: "%s"}]
          busy:
            purpose: Asks two at a time
            management: true
            quota: {concurrent-requests: 2}
            keys: [{hash: "%s"}]
          choosy:
            purpose: Asks one model once
            quota: {concurrent-requests: 5, per-model: {fake: {requests-per-second: 0.001, burst: 1}}}
            keys: [{hash: "%s"}]
          bulk:
            purpose: Asks for much at a time
            quota:
              records-per-second: 0.001
              records-burst: 10
              per-model: {over: {records-per-second: 0.001, records-burst: 5}}
            keys: [{hash: "%s"}]
          free:
            purpose: Asks as often as it likes
            keys: [{hash: "%s"}]
        """
                .formatted(few.hash(), busy.hash(), choosy.hash(), bulk.hash(), free.hash());
    }

    HttpResponse<String> post(String path, String body, ApiKeyToken key, String... more) {
        List<String> headers = new ArrayList<>(List.of("x-api-key", key.reveal()));
        headers.addAll(List.of(more));
        return server.post(path, body, headers.toArray(String[]::new));
    }

    int callStatus(ApiKeyToken key) {
        return post(INFER, infer(1, 2, 3), key).statusCode();
    }

    CompletableFuture<HttpResponse<String>> askLater(ApiKeyToken key) {
        return server.sendLater(server.posting(INFER, infer(1, 2, 3), "x-api-key", key.reveal()));
    }

    Channel channel(ApiKeyToken key) {
        var headers = new Metadata();
        headers.put(AUTHORIZATION, "Bearer " + key.reveal());
        return ClientInterceptors.intercept(
                client.channel(), MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub stub(ApiKeyToken key) {
        return GRPCInferenceServiceGrpc.newBlockingStub(channel(key))
                .withDeadlineAfter(Await.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }

    String metrics() {
        return server.send(server.request("/metrics").header("x-api-key", free.reveal())).body();
    }

    void awaitUnderWay(int count) {
        String figure =
                "berth_quota_concurrent_requests{consumer=\"busy\",model=\"\"} " + count + ".0";
        Await.until(() -> metrics().contains(figure));
    }

    /// Both permits of `busy` can be had.
    void assertNothingHeld() {
        awaitUnderWay(0);
        server.fake().runGate().open();
        assertThat(callStatus(busy)).isEqualTo(200);
        awaitUnderWay(0);
    }

    String head(ApiKeyToken key, int length) {
        return "POST "
                + INFER
                + " HTTP/1.1\r\nHost: localhost\r\nx-api-key: "
                + key.reveal()
                + "\r\nContent-Length: "
                + length
                + "\r\n\r\n";
    }

    Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port());
        socket.setSoTimeout((int) Await.TIMEOUT.toMillis());
        return socket;
    }

    static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    void change(String yaml) {
        Consumers.write(directory, yaml);
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
