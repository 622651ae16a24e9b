package dev.berth.server.http;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.SanitizedText;
import dev.berth.protocol.ProblemMapping;
import dev.berth.protocol.json.ByteSink;
import dev.berth.server.ServerLimits;
import dev.berth.server.auth.TokenVerificationRequired;
import dev.berth.server.feature.OfferedFeatures;
import dev.berth.server.http1.FullHttp1Request;
import dev.berth.server.http1.RequestFault;
import dev.berth.server.http2.RequestStream;
import dev.berth.server.inference.EventLoopContext;
import dev.berth.server.inference.Predictions;
import dev.berth.server.memory.EventLoopByteBudget;
import dev.berth.server.telemetry.CompletedRequest;
import dev.berth.server.telemetry.RequestInfo;
import dev.berth.server.telemetry.Trace;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers the HTTP requests of one event loop, except gRPC calls, which have a handler of their
/// own.
public final class HttpServerHandler implements Handler<HttpServerRequest> {
    private static final Problem NO_HOST =
            Problem.of(
                    ProblemCode.REQUEST_MALFORMED,
                    "a request without :authority or Host (expected: one)",
                    "send :authority with the name and port of the server");

    /// Most refusals take as many bytes.
    private static final int MALFORMED_BYTES = 256;

    private static final Logger LOG = LoggerFactory.getLogger(HttpServerHandler.class);

    private final Vertx vertx;
    private final EventLoopContext loop;
    private final HttpServerContext context;
    private final RouteCache routes;
    private final SlowRequestReaper arrivals;
    private final RouteAuthorizer admission;

    /// Must be called on the event loop that it is for.
    public HttpServerHandler(Vertx vertx, EventLoopContext loop, HttpServerContext context) {
        this.vertx = vertx;
        this.loop = loop;
        this.context = context;
        this.arrivals =
                new SlowRequestReaper(context.limits().arrivalTimeout(), context.nanoClock());
        this.admission = new RouteAuthorizer(context.access().authorizer(loop::later));
        this.routes = new RouteCache(ServerRoutes.router(this, context));
        vertx.setPeriodic(1000, id -> arrivals.closeLate());
    }

    /// Answers what is not HTTP, or exceeds the limits of request line and headers.
    public void refuseMalformed(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        int status =
                switch (cause) {
                    case RequestFault fault -> fault.status();
                    case TooLongHttpLineException e -> 414;
                    case TooLongHttpHeaderException e -> 431;
                    case null, default -> 400;
                };
        var body = new ByteSink(MALFORMED_BYTES);
        ProblemMapping.writeError(malformed(cause), body);
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .putHeader(HttpHeaders.CONTENT_TYPE, HttpServerExchange.JSON)
                .end(HttpServerExchange.buffer(body));
        request.connection().close();
    }

    private static Problem malformed(@Nullable Throwable cause) {
        return switch (cause) {
            case RequestFault fault -> fault.problem();
            case TooLongHttpLineException e ->
                    Problem.of(
                            ProblemCode.REQUEST_MALFORMED,
                            "the request line is too long",
                            "send in the body what can go there");
            case TooLongHttpHeaderException e ->
                    Problem.of(
                            ProblemCode.REQUEST_MALFORMED,
                            "the headers are too long",
                            "send fewer or shorter ones");
            case null, default ->
                    Problem.of(
                            ProblemCode.REQUEST_MALFORMED,
                            "the request line or a header cannot be read (expected: HTTP/1.0, 1.1"
                                    + " or 2)",
                            "correct them, Content-Length among them");
        };
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2 && request.response().writeQueueFull()) {
            answerWhenTaken(request);
        } else {
            answer(new VertxRequest(request));
        }
    }

    /// For HTTP/1.1, where the client has sent another request without reading earlier responses.
    /// Requests behind this one on the connection wait in Vert.x for its response.
    private void answerWhenTaken(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        request.pause();
        response.drainHandler(
                taken -> {
                    response.drainHandler(null);
                    // Not at once: each answer that can be sent has the next one called from
                    // within.
                    vertx.runOnContext(later -> answerTaken(request));
                });
    }

    private void answerTaken(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return;
        }
        if (response.writeQueueFull()) {
            answerWhenTaken(request);
            return;
        }
        answer(new VertxRequest(request));
        if (!request.isEnded()) {
            request.resume();
        }
    }

    /// Answers a request of HTTP/1.1 that came whole.
    public void answer(FullHttp1Request request) {
        answer(new Http1Request(request));
    }

    /// Answers a request of HTTP/2; called while its headers are handled.
    public void answer(RequestStream stream) {
        answer(Http2Request.of(stream));
    }

    private void answer(HttpRequest request) {
        HttpServerExchange exchange;
        try {
            exchange = new HttpServerExchange(this, request, routes.match(request.path()));
        } catch (RuntimeException | Error e) {
            LOG.error("a request failed before it was known which", e);
            request.abort();
            return;
        }
        context.traffic().begin();
        beginOrFail(exchange);
    }

    /// Answers what came otherwise than as a request of its own.
    ///
    /// @param match of its route, which no path has
    void answer(HttpRequest request, RouteMatch match) {
        var exchange = new HttpServerExchange(this, request, match);
        context.traffic().begin();
        beginOrFail(exchange);
    }

    private void beginOrFail(HttpServerExchange exchange) {
        try {
            begin(exchange);
        } catch (TokenVerificationRequired token) {
            verify(exchange, token);
        } catch (RuntimeException | Error e) {
            exchange.fail(e);
        }
    }

    /// What the request brings waits in the network meanwhile; requests behind it on its connection
    /// wait for its answer as they do for any.
    private void verify(HttpServerExchange exchange, TokenVerificationRequired token) {
        HttpRequest request = exchange.request();
        try {
            admission.verify(token, () -> proceed(exchange));
        } catch (RuntimeException | Error e) {
            exchange.fail(e);
            return;
        }
        if (!request.isEnded()) {
            request.pause();
        }
    }

    private void proceed(HttpServerExchange exchange) {
        if (exchange.isClosed()) {
            exchange.abandoned();
            return;
        }
        beginOrFail(exchange);
        if (!exchange.request().isEnded()) {
            exchange.request().resume();
        }
    }

    private void begin(HttpServerExchange exchange) {
        Route route = exchange.route();
        String method = exchange.request().method();
        if (exchange.request().lacksHost()) {
            exchange.fail(NO_HOST);
            return;
        }
        admission.admit(exchange);
        if (!route.methods().has(method)) {
            exchange.header("allow", route.methods().allow());
            exchange.fail(
                    Problem.of(
                            ProblemCode.METHOD_NOT_ALLOWED,
                            "method "
                                    + SanitizedText.of(method)
                                    + " (expected: "
                                    + route.methods().allow()
                                    + ")",
                            "use one of these methods"));
        } else if (route.methods().takesBody()) {
            RequestBodyAggregator.read(
                    this, exchange, body -> route.handler().answer(exchange, body));
        } else {
            route.handler().answer(exchange, ByteBuffer.allocate(0));
        }
    }

    Optional<OfferedFeatures> offered() {
        return context.features();
    }

    RouteAuthorizer admission() {
        return admission;
    }

    Vertx vertx() {
        return vertx;
    }

    EventLoopContext loop() {
        return loop;
    }

    EventLoopByteBudget bytes() {
        return loop.bytes();
    }

    Predictions predictions() {
        return context.predictions();
    }

    ServerLimits limits() {
        return context.limits();
    }

    SlowRequestReaper arrivals() {
        return arrivals;
    }

    boolean isRetiring() {
        return context.traffic().isRetiring();
    }

    boolean isDraining() {
        return context.traffic().isStopping();
    }

    boolean isTracing() {
        return context.observers().isTracing();
    }

    Trace begin(RequestInfo info) {
        return context.observers().begin(info);
    }

    void answered(CompletedRequest call, Trace trace) {
        context.traffic().end();
        context.observers().answered(call, trace);
    }
}
