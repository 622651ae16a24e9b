package dev.berth.server.http;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.protocol.openapi.OipSchemas;
import dev.berth.protocol.openapi.OpenApiOperation;
import dev.berth.server.inference.ModelTarget;
import dev.berth.server.telemetry.RequestInfo.Purpose;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.ServerWebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/// `GET /v2/models/{model}[/versions/{version}]/stream`: a WebSocket whose messages are the bodies
/// of inference requests. Compression is not offered: what a message takes would not be known
/// before it is there.
///
/// Source: RFC 6455.
final class StreamRoute {
    private static final String PATH = "/v2/models/{model}/stream";
    private static final String PATH_OF_VERSION = "/v2/models/{model}/versions/{version}/stream";
    private static final String SUMMARY = "Inference over a WebSocket";
    private static final CharSequence SOCKET_VERSION =
            HttpHeaders.createOptimized("sec-websocket-version");

    private final HttpServerHandler handler;
    private final OpenSockets open;
    private final Route messages;
    private final Route messagesOfVersion;

    StreamRoute(HttpServerHandler handler, OpenSockets open, InferRoute infer) {
        this.handler = handler;
        this.open = open;
        this.messages = messages(PATH, infer);
        this.messagesOfVersion = messages(PATH_OF_VERSION, infer);
    }

    /// The route of the messages, which no request of HTTP has.
    private static Route messages(String path, InferRoute infer) {
        return Route.post(
                        path,
                        RouteAuthorizer::callersOwnPage,
                        (exchange, body) -> answer(infer, exchange, body))
                .with(Purpose.PREDICTION);
    }

    private static void answer(InferRoute infer, HttpServerExchange exchange, ByteBuffer body) {
        Problem fault =
                exchange.request() instanceof SocketMessage message ? message.fault() : null;
        if (fault == null) {
            infer.answer(exchange, body);
        } else {
            exchange.fail(fault);
        }
    }

    /// Both forms of the route.
    List<Route> routes() {
        return List.of(
                route(PATH, "v2.models.model.stream", messages),
                route(
                        PATH_OF_VERSION,
                        "v2.models.model.versions.version.stream",
                        messagesOfVersion));
    }

    private Route route(String path, String id, Route messagesOfIt) {
        return Route.get(
                        path,
                        RouteAuthorizer::callersOwnPage,
                        (exchange, body) -> open(exchange, messagesOfIt))
                .withV2Errors()
                .with(
                        OpenApiOperation.get(id, V2Routes.OIP_TAG, SUMMARY)
                                .status(101)
                                .fails(OipSchemas.ERROR));
    }

    private void open(HttpServerExchange exchange, Route messagesOfIt) {
        requireUpgrade(exchange.request());
        open.requireRoom();
        requireServed(
                ModelTarget.of(exchange.match().value("model"), exchange.match().value("version")));
        var match = new RouteMatch(messagesOfIt, exchange.match().values());
        exchange.upgrade(socket -> begin(exchange, match, socket));
    }

    private void begin(HttpServerExchange exchange, RouteMatch match, ServerWebSocket socket) {
        new ModelSocket(
                        handler,
                        open,
                        exchange.request(),
                        match,
                        exchange.consumer(),
                        "socket-" + handler.predictions().nextRequestId(),
                        socket)
                .begin();
    }

    private void requireServed(ModelTarget target) {
        if (!handler.predictions().endpoints().has(target.name())) {
            var _ = handler.predictions().serving().requirePackage(target.name(), target.version());
        }
    }

    private static void requireUpgrade(HttpRequest request) {
        String upgrade = request.header(HttpHeaders.UPGRADE);
        String connection = request.header(HttpHeaders.CONNECTION);
        String version = request.header(SOCKET_VERSION);
        boolean wanted =
                request.method().equals("GET")
                        && upgrade != null
                        && upgrade.equalsIgnoreCase("websocket")
                        && connection != null
                        && connection.toLowerCase(Locale.ROOT).contains("upgrade")
                        && "13".equals(version);
        if (!wanted) {
            throw new ProblemException(
                    ProblemCode.REQUEST_MALFORMED,
                    "a request of "
                            + SanitizedText.of(request.method())
                            + " that opens no WebSocket (expected: GET over HTTP/1.1 with Upgrade:"
                            + " websocket, Connection: Upgrade and Sec-WebSocket-Version: 13)",
                    "open ws:// or wss:// with a WebSocket client, or send single requests to"
                            + " /infer");
        }
    }
}
