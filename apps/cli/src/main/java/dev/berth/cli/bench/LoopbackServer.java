package dev.berth.cli.bench;

import dev.berth.featurestore.ServingFeatureStore;
import dev.berth.server.BerthServer;
import dev.berth.server.ServerOptions;
import java.nio.file.Path;

/// Server within this process on a free loopback port, for measurements.
public final class LoopbackServer implements AutoCloseable {
    private final BerthServer server;

    private LoopbackServer(BerthServer server) {
        this.server = server;
    }

    public static LoopbackServer start(Path system) {
        return new LoopbackServer(
                BerthServer.start(
                        system,
                        ServerOptions.defaults()
                                .withPort(0)
                                .withFeatures(ServingFeatureStore.source(System.getenv()))));
    }

    public String address() {
        return "http://127.0.0.1:" + server.port();
    }

    @Override
    public void close() {
        server.close();
    }
}
