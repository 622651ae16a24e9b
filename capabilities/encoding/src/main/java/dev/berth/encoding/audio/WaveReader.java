package dev.berth.encoding.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Reader of WAV files with uncompressed samples of one channel: 8, 16, 24 or 32-bit integers, or
/// 32-bit floats. Allocates nothing that depends on the file.
///
/// Chunks that it does not need are skipped. A data chunk that claims more than there is ends with
/// the file, as programs that write to a pipe do not know its size.
///
/// Source: Microsoft and IBM, Multimedia Programming Interface and Data Specifications 1.0, 1991;
/// Microsoft, Multiple Channel Audio Data and WAVE Files, 2007.
final class WaveReader {
    private static final int RIFF = 0x46464952;
    private static final int WAVE = 0x45564157;
    private static final int FORMAT = 0x20746d66;
    private static final int DATA = 0x61746164;

    private static final int HEADER_BYTES = 12;
    private static final int CHUNK_HEADER_BYTES = 8;
    private static final int FORMAT_BYTES = 16;

    /// Where the format proper lies in the extensible one.
    private static final int SUBFORMAT_AT = 24;

    private static final int INTEGER = 1;
    private static final int FLOAT = 3;
    private static final int EXTENSIBLE = 0xfffe;

    private WaveReader() {}

    /// The problem of a file, as the end of a sentence that begins with "has".
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1;

        private UnreadableException(String message) {
            super(message);
        }
    }

    static Waveform read(byte[] file) throws UnreadableException {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (file.length < HEADER_BYTES || bytes.getInt(0) != RIFF || bytes.getInt(8) != WAVE) {
            throw new UnreadableException(file.length + " bytes that are no WAV file");
        }
        bytes.position(HEADER_BYTES);
        ByteBuffer format = bytes.slice(0, 0);
        while (bytes.remaining() >= CHUNK_HEADER_BYTES) {
            int kind = bytes.getInt();
            long size = Integer.toUnsignedLong(bytes.getInt());
            int present = (int) Math.min(size, bytes.remaining());
            ByteBuffer chunk =
                    bytes.slice(bytes.position(), present).order(ByteOrder.LITTLE_ENDIAN);
            if (kind == DATA) {
                return waveform(format, chunk);
            }
            if (kind == FORMAT) {
                format = chunk;
            }
            // Chunks begin at even positions.
            bytes.position((int) Math.min(bytes.limit(), bytes.position() + size + (size & 1)));
        }
        throw new UnreadableException("a WAV file without samples");
    }

    private static Waveform waveform(ByteBuffer format, ByteBuffer data)
            throws UnreadableException {
        if (format.remaining() < FORMAT_BYTES) {
            throw new UnreadableException("a WAV file without a format before its samples");
        }
        int channels = Short.toUnsignedInt(format.getShort(2));
        if (channels != 1) {
            throw new UnreadableException(channels + " channels (expected: 1)");
        }
        long rate = Integer.toUnsignedLong(format.getInt(4));
        return new Waveform(encoding(format), rate, data);
    }

    private static Waveform.Encoding encoding(ByteBuffer format) throws UnreadableException {
        int code = Short.toUnsignedInt(format.getShort(0));
        if (code == EXTENSIBLE && format.remaining() >= SUBFORMAT_AT + Short.BYTES) {
            code = Short.toUnsignedInt(format.getShort(SUBFORMAT_AT));
        }
        int bits = Short.toUnsignedInt(format.getShort(14));
        if (code == INTEGER) {
            switch (bits) {
                case 8 -> {
                    return Waveform.Encoding.UNSIGNED_8;
                }
                case 16 -> {
                    return Waveform.Encoding.SIGNED_16;
                }
                case 24 -> {
                    return Waveform.Encoding.SIGNED_24;
                }
                case 32 -> {
                    return Waveform.Encoding.SIGNED_32;
                }
                default -> {}
            }
        } else if (code == FLOAT && bits == 32) {
            return Waveform.Encoding.FLOAT_32;
        }
        throw new UnreadableException(
                "samples of WAV format "
                        + code
                        + " with "
                        + bits
                        + " bits (expected: integers of 8, 16, 24 or 32 bits, or floats of 32)");
    }
}
