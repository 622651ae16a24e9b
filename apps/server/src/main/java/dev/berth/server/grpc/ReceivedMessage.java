package dev.berth.server.grpc;

import java.nio.ByteBuffer;
import java.util.List;

/// A message as it came, behind its prefix.
///
/// @param isCompressed whether it is to be decompressed before it is read
/// @param bytes its length
/// @param pieces of it, in order, in buffers with arrays; none is empty
record ReceivedMessage(boolean isCompressed, int bytes, List<ByteBuffer> pieces) {
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
