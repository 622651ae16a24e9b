package dev.berth.runtime.process;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Memory that server and worker both have mapped: a file that is deleted when both have it.
final class SharedMemory implements AutoCloseable {
    private static final int ZEROS = 1 << 16;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment segment;

    private SharedMemory(FileChannel channel, long byteCount) throws IOException {
        MemorySegment mapped = null;
        try {
            mapped = channel.map(MapMode.READ_WRITE, 0, byteCount, arena);
        } finally {
            if (mapped == null) {
                arena.close();
            }
        }
        segment = mapped;
    }

    /// Makes the file and maps it. Its pages are taken here, by writing them: if the file system is
    /// full this is an [IOException], and not a fault in the middle of a run.
    static SharedMemory create(Path file, long byteCount) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS, byteCount));
            for (long left = byteCount; left > 0; ) {
                left -= channel.write(zeros.clear().limit((int) Math.min(ZEROS, left)));
            }
            return new SharedMemory(channel, byteCount);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /// Maps the file that the other side has made.
    static SharedMemory map(Path file, long byteCount) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() != byteCount) {
                throw new IOException(
                        "memory of " + channel.size() + " bytes (expected: " + byteCount + ")");
            }
            return new SharedMemory(channel, byteCount);
        }
    }

    MemorySegment segment() {
        return segment;
    }

    long byteCount() {
        return segment.byteSize();
    }

    @Override
    public void close() {
        arena.close();
    }
}
