package dev.berth.fuzzing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/// Anything at all on a connection: never an answer that says that the server failed.
final class HttpBytes implements Target {
    private final FuzzedServer server = new FuzzedServer();

    @Override
    public List<byte[]> seeds() {
        return Stream.of(
                        "GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n",
                        "POST /v1/models/text:predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{\"x\":\"a\"}",
                        "POST /v2/models/tiny/infer HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
                                + "Berth-Timeout-Millis: 5\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                        "GET /v1/models HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                                + "HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
                        "OPTIONS * HTTP/1.0\r\n\r\n")
                .map(Bytes::utf8)
                .toList();
    }

    @Override
    public void accept(byte[] bytes) throws IOException, InterruptedException {
        String answer = new String(server.exchange(bytes), StandardCharsets.ISO_8859_1);
        if (answer.startsWith("HTTP/1.1 5") || answer.startsWith("HTTP/1.0 5")) {
            String status = answer.substring(9, 12);
            // What is not offered is the caller's mistake too.
            if (!status.equals("501")) {
                throw new AssertionError(answer);
            }
        }
        server.requireSound();
    }

    @Override
    public void close() {
        server.close();
    }
}
