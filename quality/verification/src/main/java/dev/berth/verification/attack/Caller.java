package dev.berth.verification.attack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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

/// Sends requests to the server that is attacked, each with a bound on the time of its answer.
final class Caller implements AutoCloseable {
    /// Beyond any deadline of the system that is attacked.
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

    private static final int EXCERPT_LENGTH = 160;
    private static final int RAW_MAX = 1 << 20;

    private final int port;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Caller(int port) {
        this.port = port;
    }

    /// An answer, or why there is none.
    ///
    /// @param status of HTTP, or [#NONE]
    /// @param body the answer's, or what went wrong
    record Reply(int status, String body) {
        /// The status of an answer that did not come.
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

    /// Sends all requests at once, each over a connection of its own, and waits for all answers.
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

    private static Reply reply(HttpResponse<String> response, Throwable failure) {
        return failure == null
                ? new Reply(response.statusCode(), response.body())
                : new Reply(Reply.NONE, failure.toString());
    }

    /// Sends bytes as they are over a connection of its own and reads until the server closes it or
    /// says nothing for a second.
    ///
    /// @return the status of the first answer and all that was read
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
            // The server waits for more, which is an answer as well.
        }
        return answer.toString();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
