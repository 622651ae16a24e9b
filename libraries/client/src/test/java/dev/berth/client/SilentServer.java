package dev.berth.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/// Server that accepts connections and sends nothing.
final class SilentServer implements AutoCloseable {
    private static final int BACKLOG = 500;

    private final ServerSocket socket;
    private final AtomicInteger open = new AtomicInteger();

    private SilentServer(ServerSocket socket) {
        this.socket = socket;
    }

    static SilentServer start(String host) throws IOException {
        var server = new SilentServer(new ServerSocket(0, BACKLOG, InetAddress.getByName(host)));
        Thread.ofVirtual().start(server::accept);
        return server;
    }

    private void accept() {
        try {
            while (true) {
                Socket accepted = socket.accept();
                open.incrementAndGet();
                Thread.ofVirtual().start(() -> listen(accepted));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    /// Reads until the other end closes.
    private void listen(Socket accepted) {
        try (accepted) {
            var _ = accepted.getInputStream().readAllBytes();
        } catch (IOException reset) {
            // Closed as well.
        } finally {
            open.decrementAndGet();
        }
    }

    String address() {
        return socket.getInetAddress().getHostAddress() + ":" + socket.getLocalPort();
    }

    /// The number of open connections.
    int open() {
        return open.get();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
