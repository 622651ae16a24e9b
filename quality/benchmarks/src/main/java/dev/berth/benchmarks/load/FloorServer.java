package dev.berth.benchmarks.load;

import dev.berth.benchmarks.stage.TinyMlp;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonKeys;
import dev.berth.protocol.json.JsonScanner;
import dev.berth.protocol.json.JsonWriter;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/// The floor: a bare Vert.x server, set up as Berth's, that reads the same JSON with the same
/// scanner and answers its first three numbers in the same form, all on the event loop. What Berth
/// takes beyond it pays for checks, queue, batching, the engine, metrics and limits.
public final class FloorServer extends VerticleBase {
    private static final JsonKeys REQUEST = JsonKeys.of("inputs");
    private static final JsonKeys INPUT = JsonKeys.of("data");

    private final int port;
    private final float[] numbers = new float[TinyMlp.INPUTS];

    private FloorServer(int port) {
        this.port = port;
    }

    /// Serves until the process is killed.
    ///
    /// @param args the port
    public static void main(String[] args) {
        int port = Integer.parseInt(args[0]);
        int loops = Runtime.getRuntime().availableProcessors();
        Vertx vertx =
                Vertx.vertx(
                        new VertxOptions()
                                .setPreferNativeTransport(true)
                                .setEventLoopPoolSize(loops));
        for (int i = 0; i < loops; i++) {
            vertx.deployVerticle(new FloorServer(port))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
    }

    @Override
    public Future<?> start() {
        var options =
                new HttpServerOptions().setHost("127.0.0.1").setPort(port).setTcpNoDelay(true);
        return vertx.createHttpServer(options).requestHandler(this::handle).listen();
    }

    private void handle(HttpServerRequest request) {
        request.bodyHandler(
                body -> {
                    read(new JsonScanner(body.getBytes()));
                    request.response()
                            .putHeader("content-type", "application/json")
                            .end(Buffer.buffer(write()));
                });
    }

    private void read(JsonScanner scanner) {
        scanner.beginObject();
        while (scanner.nextMember()) {
            if (scanner.key(REQUEST) != 0) {
                scanner.skip();
                continue;
            }
            scanner.beginArray();
            while (scanner.nextElement()) {
                readInput(scanner);
            }
        }
        scanner.end();
    }

    private void readInput(JsonScanner scanner) {
        scanner.beginObject();
        while (scanner.nextMember()) {
            if (scanner.key(INPUT) != 0) {
                scanner.skip();
                continue;
            }
            int count = 0;
            scanner.beginArray();
            while (scanner.nextElement()) {
                numbers[count++] = scanner.number().float32();
            }
        }
    }

    private byte[] write() {
        var sink = new ByteSink(256);
        var json = new JsonWriter(sink);
        json.beginObject().name("model_name").string("tiny").name("model_version").string("1");
        json.name("outputs").beginArray().beginObject();
        json.name("name").string("y").name("datatype").string("FP32");
        json.name("shape").beginArray().number(1).number(TinyMlp.OUTPUTS).endArray();
        json.name("data").beginArray();
        for (int i = 0; i < TinyMlp.OUTPUTS; i++) {
            json.number(numbers[i]);
        }
        json.endArray().endObject().endArray().endObject();
        return sink.toBytes();
    }
}
