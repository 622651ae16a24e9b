package dev.berth.placement.verification.replay;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;

/// TCP connection between a relay and a site. Frames are written whole. Thread-safe for writers;
/// for one reader.
public final class FrameConnection implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final byte[] content = ItemFrame.piece();
    private final byte[] piece = ItemFrame.piece();

    public FrameConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES));
        out =
                new DataOutputStream(
                        new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES));
    }

    DataInputStream in() {
        return in;
    }

    public DataOutputStream out() {
        return out;
    }

    /// Reads a frame with its bytes. Blocks.
    public ItemFrame read() throws IOException {
        ItemFrame frame = ItemFrame.read(in);
        frame.readBytes(in, piece);
        return frame;
    }

    /// Writes a frame with its bytes. Blocks.
    public void write(ItemFrame frame) throws IOException {
        synchronized (out) {
            frame.writeTo(out, content);
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
