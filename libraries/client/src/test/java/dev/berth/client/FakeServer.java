package dev.berth.client;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;

/// Server on a loopback address with scripted predictions: respond, delay, hang, break off, reject,
/// or send invalid data. Its health is independent of that.
final class FakeServer implements AutoCloseable {
    /// Behaviour of a prediction.
    interface Behaviour extends Handler<HttpServerRequest> {}

    static final Behaviour HANG = request -> {};
    static final Behaviour RESET = request -> request.connection().close();
    static final Behaviour NONSENSE =
            request -> request.response().putHeader("content-type", "text/html").end("<html>");

    /// Half a response, then the connection closes.
    static final Behaviour BREAK_OFF =
            request -> {
                request.response().putHeader("content-length", "100").write("{\"records\":[");
                request.response().write("{").onComplete(w -> request.connection().close());
            };

    private final Vertx vertx;
    private final String host;
    private final AtomicInteger predictions = new AtomicInteger();
    private final List<HttpServerRequest> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger cancelled = new AtomicInteger();
    private volatile Behaviour behaviour;
    private volatile Behaviour health = request -> request.response().end();
    private HttpServer server;

    private FakeServer(Vertx vertx, String host) {
        this.vertx = vertx;
        this.host = host;
        this.behaviour = answering(host);
        this.server = listen(0);
    }

    /// @param number of the host: each has an address of its own
    static FakeServer start(Vertx vertx, int number) {
        return new FakeServer(vertx, "127.0.0." + number);
    }

    private HttpServer listen(int port) {
        return vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(true))
                .requestHandler(this::handle)
                .listen(port, host)
                .await();
    }

    private void handle(HttpServerRequest request) {
        if ("/v2/health/ready".equals(request.path())) {
            health.handle(request);
            return;
        }
        predictions.incrementAndGet();
        requests.add(request);
        request.response().exceptionHandler(reset -> cancelled.incrementAndGet());
        Behaviour now = behaviour;
        request.endHandler(end -> now.handle(request));
    }

    /// Responds to one record with the server's name.
    static Behaviour answering(String who) {
        return request -> request.response().end("{\"records\":[{\"who\":\"" + who + "\"}]}");
    }

    Behaviour answering() {
        return answering(host);
    }

    static Behaviour status(int status) {
        return request -> request.response().setStatusCode(status).end();
    }

    static Behaviour busy(int status, int retryAfterSeconds) {
        return request ->
                request.response()
                        .setStatusCode(status)
                        .putHeader("retry-after", Integer.toString(retryAfterSeconds))
                        .end();
    }

    /// Responds after a delay.
    Behaviour slow(long millis) {
        return request -> vertx.setTimer(millis, id -> answering().handle(request));
    }

    /// Fails the calls whose number, counted from 1, matches; responds to the others.
    Behaviour failing(Behaviour failure, IntPredicate which) {
        return request -> (which.test(predictions.get()) ? failure : answering()).handle(request);
    }

    void does(Behaviour what) {
        behaviour = what;
    }

    void healthDoes(Behaviour what) {
        health = what;
    }

    /// The number of predictions.
    int requestCount() {
        return predictions.get();
    }

    int cancelled() {
        return cancelled.get();
    }

    List<HttpServerRequest> requests() {
        return requests;
    }

    int port() {
        return server.actualPort();
    }

    String address() {
        return host + ":" + port();
    }

    /// Listens again, at the same address.
    void restart() {
        server = listen(server.actualPort());
    }

    /// Stops listening, and closes its connections.
    void stop() {
        server.close().await();
    }

    @Override
    public void close() {
        stop();
    }
}
