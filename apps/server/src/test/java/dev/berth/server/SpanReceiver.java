package dev.berth.server;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// An OTLP/HTTP receiver on the loopback address: takes spans as OpenTelemetry's collectors do, and
/// reads their protobuf by field numbers.
///
/// Source: opentelemetry/proto/trace/v1/trace.proto.
final class SpanReceiver implements AutoCloseable {
    private final HttpServer server;
    private final Queue<Received> spans = new ConcurrentLinkedQueue<>();
    private final AtomicInteger status = new AtomicInteger(200);

    /// @param kind 1 for internal, 2 for a server's
    /// @param attributes numbers as text
    /// @param links the ids of the spans that it is linked to
    /// @param status 0 for unset, 2 for an error
    record Received(
            String traceId,
            String spanId,
            String traceState,
            String parentId,
            String name,
            int kind,
            long startNanos,
            long endNanos,
            Map<String, String> attributes,
            List<String> links,
            int status) {
        long nanos() {
            return endNanos - startNanos;
        }
    }

    SpanReceiver() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(
                "/v1/traces",
                exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    if (status.get() == 200) {
                        read(body);
                    }
                    exchange.sendResponseHeaders(status.get(), -1);
                    exchange.close();
                });
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// Answers with this from now on, and takes nothing unless it is 200.
    void answerWith(int httpStatus) {
        status.set(httpStatus);
    }

    List<Received> all() {
        return List.copyOf(spans);
    }

    private void read(byte[] body) throws InvalidProtocolBufferException {
        for (var resource : messages(UnknownFieldSet.parseFrom(body), 1)) {
            for (var scope : messages(resource, 2)) {
                for (var span : messages(scope, 2)) {
                    spans.add(span(span));
                }
            }
        }
    }

    private static Received span(UnknownFieldSet span) throws InvalidProtocolBufferException {
        Map<String, String> attributes = new TreeMap<>();
        for (var attribute : messages(span, 9)) {
            attributes.put(text(attribute, 1), value(messages(attribute, 2).getFirst()));
        }
        List<String> links = new ArrayList<>();
        for (var link : messages(span, 13)) {
            links.add(hex(link, 2));
        }
        List<UnknownFieldSet> status = messages(span, 15);
        return new Received(
                hex(span, 1),
                hex(span, 2),
                text(span, 3),
                hex(span, 4),
                text(span, 5),
                number(span, 6),
                span.getField(7).getFixed64List().getFirst(),
                span.getField(8).getFixed64List().getFirst(),
                attributes,
                links,
                status.isEmpty() ? 0 : number(status.getFirst(), 3));
    }

    private static String value(UnknownFieldSet value) {
        return value.hasField(3)
                ? String.valueOf(value.getField(3).getVarintList().getFirst())
                : text(value, 1);
    }

    private static List<UnknownFieldSet> messages(UnknownFieldSet message, int field)
            throws InvalidProtocolBufferException {
        List<UnknownFieldSet> found = new ArrayList<>();
        for (var bytes : message.getField(field).getLengthDelimitedList()) {
            found.add(UnknownFieldSet.parseFrom(bytes));
        }
        return found;
    }

    private static byte[] bytes(UnknownFieldSet message, int field) {
        var all = message.getField(field).getLengthDelimitedList();
        return all.isEmpty() ? new byte[0] : all.getFirst().toByteArray();
    }

    private static String text(UnknownFieldSet message, int field) {
        return new String(bytes(message, field), StandardCharsets.UTF_8);
    }

    private static String hex(UnknownFieldSet message, int field) {
        return HexFormat.of().formatHex(bytes(message, field));
    }

    private static int number(UnknownFieldSet message, int field) {
        var all = message.getField(field).getVarintList();
        return all.isEmpty() ? 0 : all.getFirst().intValue();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
