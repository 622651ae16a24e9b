package dev.berth.benchmarks.process;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What has come of one answer of HTTP/1.1. Knows answers with `Content-Length` alone. Not
/// thread-safe.
public final class AnswerBuffer {
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[4096];
    private int filled;

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

    /// Forgets the answer, to be used for the next.
    public void clear() {
        filled = 0;
    }

    /// Takes what can be read at once, or waits for something if the channel blocks.
    ///
    /// @throws EOFException if nothing more will come
    public void read(ReadableByteChannel channel) throws IOException {
        if (filled == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * filled);
        }
        int count = channel.read(ByteBuffer.wrap(bytes, filled, bytes.length - filled));
        if (count < 0) {
            throw new EOFException("the server closed the connection");
        }
        filled += count;
    }

    /// The answer, once it is complete.
    ///
    /// @throws IOException if it has no `Content-Length`
    public Optional<Answer> find() throws IOException {
        int headEnd = headEnd();
        if (headEnd < 0) {
            return Optional.empty();
        }
        String head =
                new String(bytes, 0, headEnd, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
        int length = contentLength(head);
        if (filled < headEnd + length) {
            return Optional.empty();
        }
        return Optional.of(
                new Answer(
                        Integer.parseInt(head.substring(9, 12)),
                        head,
                        new String(bytes, headEnd, length, StandardCharsets.UTF_8)));
    }

    /// Where the body begins, -1 while the head is not complete.
    private int headEnd() {
        for (int end = HEAD_END.length; end <= filled; end++) {
            if (Arrays.equals(bytes, end - HEAD_END.length, end, HEAD_END, 0, HEAD_END.length)) {
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
}
