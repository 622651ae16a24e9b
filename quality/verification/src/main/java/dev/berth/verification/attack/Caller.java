package dev.berth.verification.attack;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Client that sends attacks, with a time limit for each response.
final class Caller implements AutoCloseable {
    /// Beyond any deadline of the attacked system.
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

    private static final int EXCERPT_LENGTH = 160;
    private static final int RAW_MAX = 1 << 20;
    private static final int OK = 200;

    private static final MethodDescriptor<byte[], byte[]> INFER =
            MethodDescriptor.newBuilder(new Bytes(), new Bytes())
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName("inference.GRPCInferenceService/ModelInfer")
                    .build();

    private final int port;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Caller(int port) {
        this.port = port;
    }

    /// Response, or the reason for its absence.
    ///
    /// @param status of HTTP, or [#NONE]
    /// @param body of the response, or the error
    record Reply(int status, String body) {
        /// Status of a missing response.
        static final int NONE = 0;

        String excerpt() {
            String line = body.replaceAll("\\s+", " ");
            return line.length() <= EXCERPT_LENGTH ? line : line.substring(0, EXCERPT_LENGTH) + "…";
        }
    }

    /// Sends a request and waits for its answer.
    Reply send(Call call) throws InterruptedException {
        return sendAll(List.of(call)).getFirst();
    }

    /// Sends all requests concurrently, each over its own connection, and waits for all responses.
    List<Reply> sendAll(List<Call> calls) throws InterruptedException {
        List<CompletableFuture<Reply>> pending =
                calls.stream()
                        .map(
                                call ->
                                        client.sendAsync(
                                                        request(call),
                                                        HttpResponse.BodyHandlers.ofString())
                                                .handle(Caller::reply))
                        .toList();
        List<Reply> replies = new ArrayList<>();
        for (CompletableFuture<Reply> each : pending) {
            replies.add(each.join());
        }
        return replies;
    }

    private HttpRequest request(Call call) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + call.path()))
                        .timeout(ANSWER_MAX)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(call.content().bytes()));
        call.headers().forEach(request::header);
        return request.build();
    }

    /// Sends all messages concurrently to gRPC's `ModelInfer`, over one connection.
    ///
    /// @param messages encoded
    /// @return with HTTP statuses for those of gRPC
    List<Reply> infer(List<byte[]> messages) throws InterruptedException {
        ManagedChannel channel =
                ManagedChannelBuilder.forAddress("127.0.0.1", port)
                        .usePlaintext()
                        .disableRetry()
                        .build();
        try {
            List<CompletableFuture<Reply>> pending =
                    messages.stream().map(message -> infer(channel, message)).toList();
            return pending.stream().map(CompletableFuture::join).toList();
        } finally {
            channel.shutdownNow();
            var _ = channel.awaitTermination(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static CompletableFuture<Reply> infer(Channel channel, byte[] message) {
        var reply = new CompletableFuture<Reply>();
        ClientCalls.asyncUnaryCall(
                channel.newCall(
                        INFER,
                        CallOptions.DEFAULT.withDeadlineAfter(
                                ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS)),
                message,
                new StreamObserver<>() {
                    @Override
                    public void onNext(byte[] answer) {
                        reply.complete(new Reply(OK, ""));
                    }

                    @Override
                    public void onError(Throwable failure) {
                        Status status = Status.fromThrowable(failure);
                        reply.complete(new Reply(inHttp(status.getCode()), status.toString()));
                    }

                    @Override
                    public void onCompleted() {
                        reply.complete(new Reply(Reply.NONE, "no answer"));
                    }
                });
        return reply;
    }

    private static int inHttp(Status.Code code) {
        return switch (code) {
            case INVALID_ARGUMENT -> 400;
            case RESOURCE_EXHAUSTED -> 429;
            case UNAVAILABLE -> Reply.NONE;
            default -> 500;
        };
    }

    /// Marshaller of unchanged bytes.
    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Reply reply(HttpResponse<String> response, Throwable failure) {
        return failure == null
                ? new Reply(response.statusCode(), response.body())
                : new Reply(Reply.NONE, failure.toString());
    }

    /// Sends bytes over a new connection and reads until the server closes it or is silent for a
    /// second.
    ///
    /// @return the status of the first response and all bytes read
    Reply sendRaw(String text) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout((int) Duration.ofSeconds(1).toMillis());
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            String answer = read(socket.getInputStream());
            String[] words = answer.split(" ", 3);
            int status = words.length > 1 ? Integer.parseInt(words[1]) : Reply.NONE;
            return new Reply(status, answer);
        }
    }

    private static String read(InputStream in) throws IOException {
        var answer = new StringBuilder();
        byte[] some = new byte[8192];
        try {
            int count = in.read(some);
            while (count >= 0 && answer.length() < RAW_MAX) {
                answer.append(new String(some, 0, count, StandardCharsets.ISO_8859_1));
                count = in.read(some);
            }
        } catch (SocketTimeoutException e) {
            // The server waits for more, which is a response as well.
        }
        return answer.toString();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
