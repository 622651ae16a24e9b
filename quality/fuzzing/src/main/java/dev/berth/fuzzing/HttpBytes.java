package dev.berth.fuzzing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Fuzz target: arbitrary bytes on a connection, which never cause a server error.
final class HttpBytes implements Target {
    private final FuzzedServer server = new FuzzedServer();

    @Override
    public List<byte[]> seeds() {
        String host = "Host: localhost";
        return Stream.of(
                        List.of("GET /v2/health/live HTTP/1.1", host, "", ""),
                        List.of(
                                "POST /v1/models/text:predict HTTP/1.1",
                                host,
                                "Content-Length: 9",
                                "",
                                "{\"x\":\"a\"}"),
                        List.of(
                                "POST /v2/models/tiny/infer HTTP/1.1",
                                host,
                                "Transfer-Encoding: chunked",
                                "Berth-Timeout-Millis: 5",
                                "",
                                "2",
                                "{}",
                                "0",
                                "",
                                ""),
                        List.of(
                                "GET /v1/models HTTP/1.1",
                                host,
                                "Connection: Upgrade, HTTP2-Settings",
                                "Upgrade: h2c",
                                "HTTP2-Settings: AAMAAABkAAQAAP__",
                                "",
                                ""),
                        List.of("OPTIONS * HTTP/1.0", "", ""))
                .map(lines -> String.join("\r\n", lines))
                .map(Bytes::utf8)
                .toList();
    }

    @Override
    public void accept(byte[] bytes) throws IOException, InterruptedException {
        String answer = new String(server.exchange(bytes), StandardCharsets.ISO_8859_1);
        if (answer.startsWith("HTTP/1.1 5") || answer.startsWith("HTTP/1.0 5")) {
            String status = answer.substring(9, 12);
            // What is not offered, or of no version that is, is the caller's error too, and so is
            // a
            // deadline that is over before a cold server has looked.
            boolean late = status.equals("504") && namesADeadline(bytes);
            boolean theirs = status.equals("501") || status.equals("505");
            if (!theirs && !late) {
                throw new AssertionError(answer);
            }
        }
        server.requireSound();
    }

    private static boolean namesADeadline(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT)
                .contains("timeout");
    }

    @Override
    public void close() {
        server.close();
    }
}
