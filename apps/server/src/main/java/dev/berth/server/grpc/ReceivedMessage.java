package dev.berth.server.grpc;

import java.nio.ByteBuffer;
import java.util.List;

/// A message as it came, behind its prefix.
///
/// @param coding how it is compressed
/// @param bytes its length
/// @param pieces of it, in order, in buffers with arrays; none is empty
record ReceivedMessage(MessageCoding coding, int bytes, List<ByteBuffer> pieces) {
    /// Reading this takes a tenth of a millisecond, which others of the event loop may wait.
    private static final int QUICK_BYTES_MAX = 256 << 10;

    /// Decompressed it may be a thousand times as much.
    private static final int QUICK_COMPRESSED_BYTES_MAX = 1 << 10;

    boolean isCompressed() {
        return coding != MessageCoding.IDENTITY;
    }

    /// Whether it may be read on the event loop.
    boolean isQuickToRead() {
        return bytes <= (isCompressed() ? QUICK_COMPRESSED_BYTES_MAX : QUICK_BYTES_MAX);
    }

    /// All of it. Cost: copies it if it is in several pieces.
    ByteBuffer joined() {
        if (pieces.size() == 1) {
            return pieces.getFirst();
        }
        ByteBuffer all = ByteBuffer.allocate(bytes);
        pieces.forEach(piece -> all.put(piece.duplicate()));
        return all.flip();
    }
}
