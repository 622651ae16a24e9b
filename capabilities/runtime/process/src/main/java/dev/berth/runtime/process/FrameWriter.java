package dev.berth.runtime.process;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Builds one frame after another in memory that it keeps: the length of what follows, four bytes,
/// little-endian; the kind, one byte; the payload. For one thread.
final class FrameWriter {
    private static final int BYTES_INITIAL = 4096;

    private ByteBuffer buffer = direct(BYTES_INITIAL);

    FrameWriter begin(FrameKind kind) {
        buffer.clear().position(Integer.BYTES);
        return putByte(kind.number());
    }

    FrameWriter putByte(int value) {
        room(1).put((byte) value);
        return this;
    }

    FrameWriter putTruth(boolean value) {
        return putByte(value ? 1 : 0);
    }

    FrameWriter putInt(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    FrameWriter putLong(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    FrameWriter putText(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        putInt(bytes.length);
        room(bytes.length).put(bytes);
        return this;
    }

    FrameWriter putTexts(List<String> texts) {
        putInt(texts.size());
        texts.forEach(this::putText);
        return this;
    }

    FrameWriter putTexts(Map<String, String> texts) {
        putInt(texts.size());
        texts.forEach((key, value) -> putText(key).putText(value));
        return this;
    }

    FrameWriter putCount(Optional<Integer> count) {
        return putInt(count.orElse(0));
    }

    /// The whole frame, to be sent before the next begins.
    ByteBuffer finish() {
        buffer.putInt(0, buffer.position() - Integer.BYTES);
        return buffer.flip();
    }

    private ByteBuffer room(int byteCount) {
        if (buffer.remaining() < byteCount) {
            long wanted = Math.max(2L * buffer.capacity(), (long) buffer.position() + byteCount);
            ByteBuffer larger = direct(Math.toIntExact(wanted));
            buffer = larger.put(buffer.flip());
        }
        return buffer;
    }

    private static ByteBuffer direct(int byteCount) {
        return ByteBuffer.allocateDirect(byteCount).order(ByteOrder.LITTLE_ENDIAN);
    }
}
