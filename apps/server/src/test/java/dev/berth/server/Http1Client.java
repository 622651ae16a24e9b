package dev.berth.server;

import dev.berth.testkit.Await;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// A connection of HTTP/1.1 on which anything can be sent, and whose answers are read one by one.
final class Http1Client implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    /// @param head status line and headers in lower case
    record Answer(int status, String head, String body) {
        boolean isLast() {
            return head.contains("\r\nconnection: close\r\n");
        }
    }

    Http1Client(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) Await.TIMEOUT.toMillis());
        in = new BufferedInputStream(socket.getInputStream());
    }

    void send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// The next answer, also an interim one.
    Answer next() throws IOException {
        String head = head();
        int status = Integer.parseInt(head.substring(9, 12));
        int at = head.indexOf("\r\ncontent-length: ");
        int length =
                at < 0 ? 0 : Integer.parseInt(head.substring(at + 18, head.indexOf('\r', at + 2)));
        return new Answer(status, head, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private String head() throws IOException {
        var head = new ByteArrayOutputStream();
        while (true) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException("the connection ended behind '" + head + "'");
            }
            head.write(octet);
            String text = head.toString(StandardCharsets.ISO_8859_1);
            if (text.endsWith("\r\n\r\n")) {
                return text.toLowerCase(Locale.ROOT);
            }
        }
    }

    /// Whether some of an answer has come.
    boolean hasAnswer() throws IOException {
        return in.available() > 0;
    }

    /// Whether the server has ended the connection.
    ///
    /// @throws AssertionError if an answer has come
    boolean isEnded() throws IOException {
        socket.setSoTimeout(1);
        try {
            int octet = in.read();
            if (octet >= 0) {
                throw new AssertionError("an answer");
            }
            return true;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (SocketException reset) {
            return true;
        } finally {
            socket.setSoTimeout((int) Await.TIMEOUT.toMillis());
        }
    }

    /// What comes until the server ends the connection.
    ///
    /// @throws IOException if it resets it, or does not end it
    String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
