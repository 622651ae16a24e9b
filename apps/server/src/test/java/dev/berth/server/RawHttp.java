package dev.berth.server;

import dev.berth.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Requests with headers that an HTTP client would not let one write.
final class RawHttp {
    private RawHttp() {}

    /// Sends the request line and headers, one a line, over HTTP/1.1 and gives the whole answer.
    static String send(InetAddress address, int port, String head) {
        try (var socket = new Socket(address, port)) {
            socket.setSoTimeout((int) Await.TIMEOUT.toMillis());
            String request = head.strip().replace("\n", "\r\n") + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String send(int port, String head) {
        return send(InetAddress.getLoopbackAddress(), port, head);
    }
}
