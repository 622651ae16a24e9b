package dev.berth.verification.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;

/// Proxy between a client and a server, with a host of its own and injected disturbances.
final class Proxy implements AutoCloseable {
    private static final int BACKLOG = 128;

    private final ServerSocket listening;
    private final long seed;
    private volatile int target;
    private volatile Disturbance disturbance = new Disturbance.Calm();

    private Proxy(ServerSocket listening, int target, long seed) {
        this.listening = listening;
        this.target = target;
        this.seed = seed;
    }

    /// Starts a proxy on a free port.
    ///
    /// @param host an address of the loopback device
    /// @param target the server's port on this machine
    static Proxy start(String host, int target, long seed) throws IOException {
        var listening = new ServerSocket(0, BACKLOG, InetAddress.getByName(host));
        var proxy = new Proxy(listening, target, seed);
        Thread.ofVirtual().start(proxy::accept);
        return proxy;
    }

    String address() {
        return listening.getInetAddress().getHostAddress() + ":" + listening.getLocalPort();
    }

    /// Changes the target of new connections.
    void leadTo(int port) {
        target = port;
    }

    void set(Disturbance other) {
        disturbance = other;
    }

    private void accept() {
        for (long connections = 0; !listening.isClosed(); connections++) {
            try {
                connect(listening.accept(), connections);
            } catch (IOException closed) {
                // The end.
            }
        }
    }

    private void connect(Socket near, long number) throws IOException {
        var far = new Socket();
        try {
            far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
        } catch (IOException refused) {
            far.close();
            near.setSoLinger(true, 0);
            near.close();
            return;
        }
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        line(Line.Direction.REQUESTS, near, far, 2 * number);
        line(Line.Direction.ANSWERS, far, near, 2 * number + 1);
    }

    private void line(Line.Direction direction, Socket from, Socket to, long number) {
        new Line(direction, from, to, () -> disturbance, new Random(seed + number)).begin();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
