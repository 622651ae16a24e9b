package dev.berth.benchmarks.floor;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/// Process of a baseline: a bare Vert.x server with Berth's port, transport and event loops, which
/// responds on the event loop.
public final class FloorServer extends VerticleBase {
    private final Floor floor;
    private final int port;

    private FloorServer(Floor floor, int port) {
        this.floor = floor;
        this.port = port;
    }

    /// Serves until the process is killed.
    ///
    /// @param args the name of a [Floor] and the port
    public static void main(String[] args) {
        var _ = open(Floor.valueOf(args[0]), Integer.parseInt(args[1]));
    }

    /// Listens on the loopback address. Blocks until it does.
    ///
    /// @return the server, to be closed
    static Vertx open(Floor floor, int port) {
        int loops = Runtime.getRuntime().availableProcessors();
        Vertx vertx =
                Vertx.vertx(
                        new VertxOptions()
                                .setPreferNativeTransport(true)
                                .setEventLoopPoolSize(loops));
        for (int i = 0; i < loops; i++) {
            vertx.deployVerticle(new FloorServer(floor, port))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
        return vertx;
    }

    @Override
    public Future<?> start() {
        var options =
                new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setHttp2ClearTextEnabled(true)
                        .setStrictThreadMode(true)
                        .setTcpNoDelay(true);
        Handler<HttpServerRequest> handler =
                switch (floor) {
                    case JSON -> new JsonFloor();
                    case BINARY -> new BinaryFloor();
                    case GRPC -> GrpcFloor.open(vertx);
                    case SITE -> new SiteFloor();
                };
        return vertx.createHttpServer(options).requestHandler(handler).listen();
    }
}
