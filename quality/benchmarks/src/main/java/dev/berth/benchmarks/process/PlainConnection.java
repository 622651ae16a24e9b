package dev.berth.benchmarks.process;

import dev.berth.benchmarks.process.AnswerBuffer.Answer;
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

/// HTTP/1.1 connection with blocking writes and reads, one request at a time: the cheapest client
/// beside a server on the same processors.
public final class PlainConnection implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final AnswerBuffer buffer = new AnswerBuffer();

    private PlainConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /// Connects. Blocks until then, or until the timeout.
    ///
    /// @param timeout also of a response
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

    /// Encodes a request.
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

    /// Sends a request of [#post]. Blocks until the response.
    public Answer call(byte[] request) throws IOException {
        send(request);
        return answer();
    }

    /// Sends without decoding the response, which would be measured as well.
    public void send(byte[] request) throws IOException {
        out.write(request);
        buffer.clear();
        do {
            buffer.read(in);
        } while (!buffer.isComplete());
    }

    /// The response to the last request.
    public Answer answer() {
        return buffer.answer();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // Already closed, as intended.
        }
    }
}
