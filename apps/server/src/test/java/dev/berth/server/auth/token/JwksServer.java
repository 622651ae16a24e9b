package dev.berth.server.auth.token;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A web server of an issuer's keys, on this machine.
public final class JwksServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger requestCount = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile String body = "{\"keys\":[]}";
    private volatile int status = 200;
    private volatile boolean silent;
    private volatile @Nullable String location;

    private JwksServer(HttpServer server) {
        this.server = server;
    }

    public static JwksServer start(String body) {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var jwks = new JwksServer(server);
            jwks.body = body;
            server.setExecutor(jwks.threads);
            server.createContext("/jwks.json", jwks::answer);
            server.start();
            return jwks;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        requestCount.incrementAndGet();
        try (exchange) {
            String elsewhere = location;
            if (elsewhere != null) {
                exchange.getResponseHeaders().add("location", elsewhere);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            OutputStream out = exchange.getResponseBody();
            if (silent) {
                out.write(bytes, 0, 1);
                out.flush();
                closing.await();
            }
            out.write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks.json");
    }

    public int requestCount() {
        return requestCount.get();
    }

    public void serves(String other) {
        body = other;
    }

    public void answers(int other) {
        status = other;
    }

    void redirectsTo(URI other) {
        status = 302;
        location = other.toString();
    }

    /// Sends one byte and then nothing.
    void fallsSilent() {
        silent = true;
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
