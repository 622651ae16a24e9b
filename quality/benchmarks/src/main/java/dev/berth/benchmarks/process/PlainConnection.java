package dev.berth.benchmarks.process;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// A connection of HTTP/1.1 over which one request after the other is sent, each a blocking write
/// and read: the client that costs least of the processors that it shares with the server. Knows
/// answers with `Content-Length` alone.
public final class PlainConnection implements AutoCloseable {
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private byte[] buffer = new byte[4096];
    private int filled;

    private PlainConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /// What came back.
    ///
    /// @param head status line and headers, in small letters
    public record Answer(int status, String head, String body) {
        public boolean isSuccess() {
            return status == 200;
        }

        public boolean hasHeader(String name) {
            return head.contains("\r\n" + name + ":");
        }
    }

    /// Connects. Blocks until it is, or the time is over.
    ///
    /// @param timeout also the longest that an answer may take
    public static PlainConnection open(URI server, Duration timeout) throws IOException {
        var socket = new Socket();
        int millis = (int) timeout.toMillis();
        try {
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), millis);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(millis);
            return new PlainConnection(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// The bytes of a request.
    ///
    /// @param headers lines of the form `name: value`
    public static byte[] post(String path, List<String> headers, byte[] body) {
        var head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n");
        headers.forEach(header -> head.append(header).append("\r\n"));
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        byte[] bytes = head.toString().getBytes(StandardCharsets.US_ASCII);
        byte[] request = Arrays.copyOf(bytes, bytes.length + body.length);
        System.arraycopy(body, 0, request, bytes.length, body.length);
        return request;
    }

    /// Sends a request of [#post]. Blocks until its answer is there.
    public Answer ask(byte[] request) throws IOException {
        out.write(request);
        filled = 0;
        int headEnd;
        while ((headEnd = headEnd()) < 0) {
            read();
        }
        String head =
                new String(buffer, 0, headEnd, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
        int length = contentLength(head);
        while (filled < headEnd + length) {
            read();
        }
        return new Answer(
                Integer.parseInt(head.substring(9, 12)),
                head,
                new String(buffer, headEnd, length, StandardCharsets.UTF_8));
    }

    private void read() throws IOException {
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * filled);
        }
        int count = in.read(buffer, filled, buffer.length - filled);
        if (count < 0) {
            throw new EOFException("the server closed the connection");
        }
        filled += count;
    }

    /// Where the body begins, -1 while the head is not complete.
    private int headEnd() {
        for (int end = HEAD_END.length; end <= filled; end++) {
            if (Arrays.equals(buffer, end - HEAD_END.length, end, HEAD_END, 0, HEAD_END.length)) {
                return end;
            }
        }
        return -1;
    }

    private static int contentLength(String head) throws IOException {
        String name = "\r\ncontent-length:";
        int start = head.indexOf(name);
        if (start < 0) {
            throw new IOException("an answer without Content-Length:\n" + head);
        }
        int end = head.indexOf("\r\n", start + name.length());
        return Integer.parseInt(head.substring(start + name.length(), end).strip());
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone, which is what was wanted.
        }
    }
}
