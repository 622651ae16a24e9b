package dev.berth.placement.verification.replay;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;

/// Message between a site and a relay: a header, and for an item its bytes.
///
/// @param isRelease whether an item that was sent before has now arrived; such a frame has no bytes
/// @param number of the item's transmission, unique on a connection
/// @param flow of the deployment
/// @param step of the flow that sends
/// @param way which of the step's transfers: the number of an outgoing one, or [#THERE], [#BACK],
///   or [#COPY] and below
/// @param hop position on the transfer's route
/// @param device user that the item belongs to
/// @param item number of the item among those of the flow and device
/// @param scheduledNanos when the item was due at its source
/// @param sentNanos when it was sent on this hop
/// @param bytes of the item
public record ItemFrame(
        boolean isRelease,
        long number,
        int flow,
        int step,
        int way,
        int hop,
        int device,
        int item,
        long scheduledNanos,
        long sentNanos,
        int bytes) {
    static final int THERE = -1;
    static final int BACK = -2;
    static final int COPY = -3;

    static final int HEADER_BYTES = 1 + 8 + 2 + 2 + 1 + 1 + 4 + 4 + 8 + 8 + 4;

    /// Content of items, a piece at a time.
    private static final int PIECE_BYTES = 64 << 10;

    private static final byte ITEM_FRAME = 1;
    private static final byte RELEASE_FRAME = 2;

    ItemFrame asRelease() {
        return new ItemFrame(
                true, number, flow, step, way, hop, device, item, scheduledNanos, sentNanos, 0);
    }

    ItemFrame onHop(int next, long nanos, long unique) {
        return new ItemFrame(
                false, unique, flow, step, way, next, device, item, scheduledNanos, nanos, bytes);
    }

    /// Buffer of the size of a piece.
    static byte[] piece() {
        return new byte[PIECE_BYTES];
    }

    /// Writes the header and as many bytes as the item has. Blocks.
    ///
    /// @param content any bytes of the size of a piece
    void writeTo(DataOutputStream out, byte[] content) throws IOException {
        out.writeByte(isRelease ? RELEASE_FRAME : ITEM_FRAME);
        out.writeLong(number);
        out.writeShort(flow);
        out.writeShort(step);
        out.writeByte(way);
        out.writeByte(hop);
        out.writeInt(device);
        out.writeInt(item);
        out.writeLong(scheduledNanos);
        out.writeLong(sentNanos);
        out.writeInt(bytes);
        for (int left = bytes; left > 0; left -= content.length) {
            out.write(content, 0, Math.min(left, content.length));
        }
    }

    /// Reads a header. Blocks.
    ///
    /// @throws IOException at the end, or if it is no header
    static ItemFrame read(DataInputStream in) throws IOException {
        byte kind = in.readByte();
        if (kind != ITEM_FRAME && kind != RELEASE_FRAME) {
            throw new IOException("frame of kind " + kind + " (expected: 1 or 2)");
        }
        return new ItemFrame(
                kind == RELEASE_FRAME,
                in.readLong(),
                in.readShort(),
                in.readShort(),
                in.readByte(),
                in.readByte(),
                in.readInt(),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                in.readInt());
    }

    /// Reads the bytes after a header. Blocks.
    void readBytes(InputStream in, byte[] piece) throws IOException {
        for (int left = bytes; left > 0; ) {
            int read = in.read(piece, 0, Math.min(left, piece.length));
            if (read < 0) {
                throw new IOException(
                        "item of " + bytes + " bytes ended " + left + " bytes before its end");
            }
            left -= read;
        }
    }
}
