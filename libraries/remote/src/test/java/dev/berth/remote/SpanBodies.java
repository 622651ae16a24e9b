package dev.berth.remote;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Receiver of spans, like OpenTelemetry's collector, that records bodies as hexadecimal digits.
///
/// Source: opentelemetry/proto/trace/v1/trace.proto: in a span the trace's id is field 1, its own
/// field 2 and its parent's field 4.
final class SpanBodies implements AutoCloseable {
    private final HttpServer server;
    private final Queue<String> bodies = new ConcurrentLinkedQueue<>();

    SpanBodies() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/v1/traces",
                exchange -> {
                    bodies.add(HexFormat.of().formatHex(exchange.getRequestBody().readAllBytes()));
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// The span of a trace with a given parent.
    Optional<String> childOf(String traceId, String parentId) {
        var child = Pattern.compile("0a10" + traceId + "1208([0-9a-f]{16})2208" + parentId);
        return bodies.stream()
                .map(child::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .findFirst();
    }

    boolean hasChild(String traceId, String parentId) {
        return childOf(traceId, parentId).isPresent();
    }

    boolean contains(String digits) {
        return bodies.stream().anyMatch(body -> body.contains(digits));
    }

    boolean isEmpty() {
        return bodies.isEmpty();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
