package dev.berth.client;

import dev.berth.client.balancing.Address;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// TCP proxy between a client and a server that can silently drop bytes.
final class TcpGate implements AutoCloseable {
    private final Address target;
    private final NetClient client;
    private final NetServer server;
    private final List<NetSocket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean swallowing;

    private TcpGate(Vertx vertx, Address target) {
        this.target = target;
        this.client = vertx.createNetClient();
        this.server =
                vertx.createNetServer()
                        .connectHandler(this::connected)
                        .listen(0, "127.0.0.9")
                        .await();
    }

    static TcpGate to(Vertx vertx, String address) {
        return new TcpGate(vertx, Address.parse(address));
    }

    private void connected(NetSocket near) {
        if (swallowing) {
            near.handler(lost -> {});
            return;
        }
        near.pause();
        client.connect(target.port(), target.host())
                .onSuccess(
                        far -> {
                            sockets.add(near);
                            sockets.add(far);
                            near.handler(far::write);
                            far.handler(near::write);
                            near.closeHandler(closed -> far.close());
                            near.resume();
                        })
                .onFailure(failure -> near.close());
    }

    String address() {
        return "127.0.0.9:" + server.actualPort();
    }

    /// Drops everything on existing connections.
    void silence() {
        sockets.forEach(socket -> socket.handler(lost -> {}));
        sockets.clear();
    }

    /// Drops everything on new connections.
    void swallow(boolean whether) {
        swallowing = whether;
    }

    @Override
    public void close() {
        server.close().await();
        client.close().await();
    }
}
