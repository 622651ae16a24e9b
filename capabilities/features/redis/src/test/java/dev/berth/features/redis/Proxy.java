package dev.berth.features.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Proxy between clients and a server that can stop forwarding.
final class Proxy implements AutoCloseable {
    private final ServerSocket listening;
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean silent;

    private Proxy(ServerSocket listening, int target) {
        this.listening = listening;
        this.target = target;
        Thread.ofVirtual().start(this::accept);
    }

    static Proxy to(int target) throws IOException {
        return of(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
    }

    static Proxy of(ServerSocket listening, int target) {
        return new Proxy(listening, target);
    }

    int port() {
        return listening.getLocalPort();
    }

    /// Keeps connections and accepts new ones, but forwards nothing.
    void beSilent() {
        silent = true;
    }

    /// Forwards again, over new connections.
    void speak() throws IOException {
        silent = false;
        cut();
    }

    /// Closes all connections.
    void cut() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    private void accept() {
        try {
            while (true) {
                connect(listening.accept());
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            var server = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.addAll(List.of(client, server));
            Thread.ofVirtual().start(() -> pass(client, server));
            Thread.ofVirtual().start(() -> pass(server, client));
        } catch (IOException e) {
            client.close();
        }
    }

    private void pass(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] bytes = new byte[1 << 16];
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                if (!silent) {
                    out.write(bytes, 0, n);
                    out.flush();
                }
            }
        } catch (IOException e) {
            // One end is closed, and with this both are.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
    }
}
