package dev.berth.server;

import dev.berth.testkit.Await;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// A WebSocket client of tests: what it gets is a text, bytes as `binary N`, or `closed CODE`.
final class SocketClient implements WebSocket.Listener, AutoCloseable {
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final boolean reads;
    private volatile @Nullable WebSocket socket;
    volatile ByteBuffer binary = ByteBuffer.allocate(0);

    private SocketClient(boolean reads) {
        this.reads = reads;
    }

    static SocketClient open(TestServer server, String path, String... headers) {
        return open(server, path, true, headers);
    }

    /// @param reads whether it takes what the server sends
    static SocketClient open(TestServer server, String path, boolean reads, String... headers) {
        var client = new SocketClient(reads);
        WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        client.socket =
                builder.buildAsync(
                                URI.create(server.uri(path).toString().replace("http:", "ws:")),
                                client)
                        .join();
        return client;
    }

    WebSocket socket() {
        WebSocket open = socket;
        if (open == null) {
            throw new IllegalStateException("not open");
        }
        return open;
    }

    void send(String message) {
        socket().sendText(message, true).join();
    }

    /// Sends them on a thread of its own, one after the other, until the socket is closed.
    void sendAllLater(List<String> messages) {
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                messages.forEach(this::send);
                            } catch (CompletionException closed) {
                                // The server closes it.
                            }
                        });
    }

    void send(ByteBuffer message) {
        socket().sendBinary(message, true).join();
    }

    String next() throws InterruptedException {
        return Await.next(received);
    }

    boolean hasNone() {
        return received.isEmpty();
    }

    @Override
    public void onOpen(WebSocket opened) {
        if (reads) {
            opened.request(1);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            received.add(text.toString());
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        ByteBuffer copy = ByteBuffer.allocate(data.remaining()).put(data).flip();
        binary = copy;
        received.add("binary " + copy.remaining());
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        received.add("closed " + code);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        received.add("broken " + failure);
    }

    @Override
    public void close() {
        socket().abort();
    }
}
