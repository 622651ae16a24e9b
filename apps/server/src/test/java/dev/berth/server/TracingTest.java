package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracingTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @TempDir Path directory;

    @Test
    void spans_ofATracedRequest_arriveAtTheReceiver() throws IOException {
        var received = new ByteArrayOutputStream();
        HttpServer receiver =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext(
                "/v1/traces",
                exchange -> {
                    received.writeBytes(exchange.getRequestBody().readAllBytes());
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        receiver.start();
        URI endpoint = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort());
        try (TestServer server =
                TestServer.start(directory, options -> options.withOtlpEndpoint(endpoint))) {
            server.post(
                    "/v2/models/fake/infer",
                    infer(1, 2, 3),
                    "traceparent",
                    "00-" + TRACE + "-00f067aa0ba902b7-01");
        } finally {
            // Closing the server has sent what waited.
            receiver.stop(0);
        }
        String text = new String(received.toByteArray(), StandardCharsets.ISO_8859_1);
        assertThat(text)
                .contains(
                        "predict fake",
                        "queue",
                        "encode",
                        "execute",
                        "decode",
                        "berth.model.version")
                .contains(new String(HexFormat.of().parseHex(TRACE), StandardCharsets.ISO_8859_1));
    }
}
