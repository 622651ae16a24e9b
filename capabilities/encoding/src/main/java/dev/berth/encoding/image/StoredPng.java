package dev.berth.encoding.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.Adler32;
import java.util.zip.CRC32;

/// A PNG file whose pixels are stored as they are: for pictures that go from one step to the next
/// and are not kept, where compressing would take longer than it is worth.
///
/// A deflate stream may consist of stored blocks alone (RFC 1951, 3.2.4), so that any reader of PNG
/// (ISO/IEC 15948) takes it. Size: 1 byte for each row and 5 for each 64 KiB above that of the
/// samples, and 63 more.
final class StoredPng {
    private static final long SIGNATURE = 0x89504e470d0a1a0aL;
    private static final int HEADER_BYTES = 13;

    /// Length, type and checksum of a chunk.
    private static final int CHUNK_BYTES = 12;

    private static final int BLOCK_MAX = 0xffff;
    private static final int BLOCK_HEADER_BYTES = 5;

    /// Header and checksum of a zlib stream (RFC 1950).
    private static final int ZLIB_BYTES = 6;

    /// 32 KiB of window, no dictionary, the quickest compression; a multiple of 31 as it has to be.
    private static final short ZLIB_HEADER = 0x7801;

    private static final byte GRAY = 0;
    private static final byte RGB = 2;

    private StoredPng() {}

    /// @param channels 1 or 3
    /// @param scanlines the rows, each with a 0 before it: the filter that changes nothing
    static byte[] of(int width, int height, int channels, byte[] scanlines) {
        if ((long) height * (width * channels + 1) != scanlines.length) {
            throw new IllegalArgumentException(
                    scanlines.length + " bytes for " + width + "x" + height + "x" + channels);
        }
        int blocks = Math.ceilDiv(scanlines.length, BLOCK_MAX);
        int dataBytes = Math.addExact(ZLIB_BYTES + blocks * BLOCK_HEADER_BYTES, scanlines.length);
        var bytes = new byte[Math.addExact(8 + 3 * CHUNK_BYTES + HEADER_BYTES, dataBytes)];
        ByteBuffer file = ByteBuffer.wrap(bytes);
        file.putLong(SIGNATURE);
        int start = begin(file, "IHDR", HEADER_BYTES);
        file.putInt(width).putInt(height);
        file.put((byte) 8).put(channels == 1 ? GRAY : RGB);
        // Deflate, the usual filters, not interlaced.
        file.put((byte) 0).put((byte) 0).put((byte) 0);
        end(file, start);
        start = begin(file, "IDAT", dataBytes);
        putStored(file, scanlines);
        end(file, start);
        end(file, begin(file, "IEND", 0));
        return bytes;
    }

    /// @return where what the checksum is of begins
    private static int begin(ByteBuffer file, String type, int length) {
        file.putInt(length);
        int start = file.position();
        file.put(type.getBytes(StandardCharsets.US_ASCII));
        return start;
    }

    private static void end(ByteBuffer file, int start) {
        var checksum = new CRC32();
        checksum.update(file.slice(start, file.position() - start));
        file.putInt((int) checksum.getValue());
    }

    private static void putStored(ByteBuffer file, byte[] bytes) {
        file.putShort(ZLIB_HEADER);
        for (int at = 0; at < bytes.length; at += BLOCK_MAX) {
            int count = Math.min(BLOCK_MAX, bytes.length - at);
            boolean last = at + count == bytes.length;
            file.put((byte) (last ? 1 : 0));
            // Deflate's numbers are little-endian; the second is the complement of the first.
            file.putShort(Short.reverseBytes((short) count));
            file.putShort(Short.reverseBytes((short) ~count));
            file.put(bytes, at, count);
        }
        var checksum = new Adler32();
        checksum.update(bytes);
        file.putInt((int) checksum.getValue());
    }
}
