package dev.berth.runtime.process;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads one frame, whose kind was read before. Whatever the bytes are, it reads within them and
/// allocates no more than a small multiple of their number; what does not fit is a
/// [FrameProtocolException].
final class FrameReader {
    /// More inputs, outputs, options or entries of metadata than any artifact has.
    static final int COUNT_MAX = 65_536;

    private final FrameKind kind;
    private final ByteBuffer payload;

    /// @param frame from the kind to the end
    FrameReader(ByteBuffer frame) {
        this.payload = frame.order(ByteOrder.LITTLE_ENDIAN);
        this.kind = FrameKind.of(readByte());
    }

    FrameKind kind() {
        return kind;
    }

    int readByte() {
        return require(1).get() & 0xff;
    }

    boolean readTruth() {
        int value = readByte();
        if (value > 1) {
            throw new FrameProtocolException("a truth value of " + value);
        }
        return value == 1;
    }

    int readInt() {
        return require(Integer.BYTES).getInt();
    }

    long readLong() {
        return require(Long.BYTES).getLong();
    }

    /// A number from 0 to `max`.
    int readCount(int max) {
        int count = readInt();
        if (count < 0 || count > max) {
            throw new FrameProtocolException(
                    "a count of " + count + " (expected: 0 to " + max + ")");
        }
        return count;
    }

    Optional<Integer> readPositive() {
        int count = readCount(Integer.MAX_VALUE);
        return count == 0 ? Optional.empty() : Optional.of(count);
    }

    String readText() {
        int length = readCount(payload.remaining());
        var bytes = new byte[length];
        require(length).get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    List<String> readTexts() {
        int count = readCount(COUNT_MAX);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(readText());
        }
        return texts;
    }

    Map<String, String> readTextsByKey() {
        int count = readCount(COUNT_MAX);
        Map<String, String> texts = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            texts.put(readText(), readText());
        }
        return texts;
    }

    /// Nothing may follow what was read.
    void end() {
        if (payload.hasRemaining()) {
            throw new FrameProtocolException(
                    payload.remaining() + " bytes after the end of a " + kind);
        }
    }

    private ByteBuffer require(int byteCount) {
        if (payload.remaining() < byteCount) {
            throw new FrameProtocolException(
                    "a frame that ends " + (byteCount - payload.remaining()) + " bytes early");
        }
        return payload;
    }
}
