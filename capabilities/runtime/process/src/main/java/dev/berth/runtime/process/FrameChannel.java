package dev.berth.runtime.process;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// One end of a connection between server and worker. Blocks; [#close] from another thread ends
/// whatever waits. For one thread that reads and one that writes.
final class FrameChannel implements AutoCloseable {
    /// Enough for what most models say in a run, so that a frame is one read.
    private static final int BYTES_INITIAL = 4096;

    private final SocketChannel channel;
    private ByteBuffer received = buffer(BYTES_INITIAL);

    FrameChannel(SocketChannel channel) {
        this.channel = channel;
        received.flip();
    }

    static FrameChannel connect(Path socket) throws IOException {
        return new FrameChannel(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    void send(FrameWriter frame) throws IOException {
        ByteBuffer bytes = frame.finish();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /// Waits for a frame, which must be read before the next call.
    ///
    /// @param bytesMax of the frame; a longer one is not read
    /// @throws EOFException if the other end has closed
    FrameReader receive(int bytesMax) throws IOException {
        fill(Integer.BYTES);
        int length = received.getInt();
        if (length < 1 || length > bytesMax) {
            throw new FrameProtocolException(
                    "a frame of " + length + " bytes (expected: 1 to " + bytesMax + ")");
        }
        fill(length);
        ByteBuffer frame = received.slice(received.position(), length);
        received.position(received.position() + length);
        return new FrameReader(frame);
    }

    /// Reads until so many bytes are there. Memory grows with what has arrived, not with what was
    /// announced.
    private void fill(int wanted) throws IOException {
        if (received.remaining() >= wanted) {
            return;
        }
        received.compact();
        while (received.position() < wanted) {
            if (!received.hasRemaining()) {
                received = buffer(Math.multiplyExact(received.capacity(), 2)).put(received.flip());
            }
            if (channel.read(received) < 0) {
                throw new EOFException("the other end has closed");
            }
        }
        received.flip();
    }

    private static ByteBuffer buffer(int byteCount) {
        return ByteBuffer.allocateDirect(byteCount).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
