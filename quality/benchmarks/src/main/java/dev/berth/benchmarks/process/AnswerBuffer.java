package dev.berth.benchmarks.process;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Buffer of one HTTP/1.1 response with `Content-Length`. Not thread-safe.
public final class AnswerBuffer {
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final int UNKNOWN = -1;

    private byte[] bytes = new byte[4096];
    private int filled;

    /// The part read so far.
    private String head = "";

    private int bodyStart = UNKNOWN;
    private int length = UNKNOWN;

    /// Response.
    ///
    /// @param head status line and headers, in lower case
    public record Answer(int status, String head, String body) {
        public boolean isSuccess() {
            return status == 200;
        }

        public boolean hasHeader(String name) {
            return head.contains("\r\n" + name + ":");
        }
    }

    /// Clears the buffer for the next response.
    public void clear() {
        filled = 0;
        bodyStart = UNKNOWN;
        length = UNKNOWN;
    }

    /// Reads what is available, or waits if the channel blocks.
    ///
    /// @throws EOFException at the end of the input
    public void read(ReadableByteChannel channel) throws IOException {
        makeRoom();
        took(channel.read(ByteBuffer.wrap(bytes, filled, bytes.length - filled)));
    }

    /// Reads from a stream. Blocks until something is available.
    void read(InputStream in) throws IOException {
        makeRoom();
        took(in.read(bytes, filled, bytes.length - filled));
    }

    private void makeRoom() {
        if (filled == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * filled);
        }
    }

    private void took(int count) throws EOFException {
        if (count < 0) {
            throw new EOFException("the server closed the connection");
        }
        filled += count;
    }

    /// Whether the response is complete. Scans new bytes only.
    ///
    /// @throws IOException if it has no `Content-Length`
    public boolean isComplete() throws IOException {
        if (bodyStart == UNKNOWN) {
            bodyStart = headEnd();
            if (bodyStart == UNKNOWN) {
                return false;
            }
            head =
                    new String(bytes, 0, bodyStart, StandardCharsets.US_ASCII)
                            .toLowerCase(Locale.ROOT);
            length = contentLength(head);
        }
        return filled >= bodyStart + length;
    }

    /// The complete response.
    public Answer answer() {
        return new Answer(
                Integer.parseInt(head.substring(9, 12)),
                head,
                new String(bytes, bodyStart, length, StandardCharsets.UTF_8));
    }

    /// The response, once complete.
    ///
    /// @throws IOException if it has no `Content-Length`
    public Optional<Answer> find() throws IOException {
        return isComplete() ? Optional.of(answer()) : Optional.empty();
    }

    /// The start of the body, [#UNKNOWN] while the head is incomplete.
    private int headEnd() {
        for (int end = HEAD_END.length; end <= filled; end++) {
            if (Arrays.equals(bytes, end - HEAD_END.length, end, HEAD_END, 0, HEAD_END.length)) {
                return end;
            }
        }
        return UNKNOWN;
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
}
