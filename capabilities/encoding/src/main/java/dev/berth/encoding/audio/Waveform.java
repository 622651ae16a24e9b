package dev.berth.encoding.audio;

import java.nio.ByteBuffer;

/// Samples of one channel in a WAV file, read where they lie.
///
/// @param encoding of a sample
/// @param rate samples a second
/// @param data the samples, little-endian
record Waveform(Encoding encoding, long rate, ByteBuffer data) {
    /// Format of one sample.
    enum Encoding {
        UNSIGNED_8(1),
        SIGNED_16(2),
        SIGNED_24(3),
        SIGNED_32(4),
        FLOAT_32(4);

        private final int bytes;

        Encoding(int bytes) {
            this.bytes = bytes;
        }
    }

    int count() {
        return data.remaining() / encoding.bytes;
    }

    /// A sample, from -1 to 1 unless a float is beyond.
    float sample(int index) {
        int at = data.position() + index * encoding.bytes;
        return switch (encoding) {
            case UNSIGNED_8 -> ((data.get(at) & 0xff) - 128) / 128f;
            case SIGNED_16 -> data.getShort(at) / 32_768f;
            case SIGNED_24 ->
                    ((data.get(at + 2) << 16)
                                    | ((data.get(at + 1) & 0xff) << 8)
                                    | (data.get(at) & 0xff))
                            / 8_388_608f;
            case SIGNED_32 -> data.getInt(at) * 0x1p-31f;
            case FLOAT_32 -> data.getFloat(at);
        };
    }
}
