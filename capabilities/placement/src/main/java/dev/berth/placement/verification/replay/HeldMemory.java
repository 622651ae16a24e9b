package dev.berth.placement.verification.replay;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/// Memory outside of the heap that is allocated and touched, as a component's would be.
public final class HeldMemory implements AutoCloseable {
    private static final long PAGE_BYTES = 4096;
    private static final long REHEARSED_BYTES = 4 << 20;
    private static final long KIB = 1024;
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";

    private final Arena arena = Arena.ofShared();
    private final OptionalLong heldBytes;

    private HeldMemory(long bytes) throws IOException {
        // What the JVM loads and compiles for this is not the component's.
        touch(REHEARSED_BYTES);
        var _ = residentBytes();
        OptionalLong before = residentBytes();
        touch(bytes);
        OptionalLong after = residentBytes();
        heldBytes =
                before.isPresent() && after.isPresent()
                        ? OptionalLong.of(after.getAsLong() - before.getAsLong())
                        : OptionalLong.empty();
    }

    private void touch(long bytes) {
        if (bytes == 0) {
            return;
        }
        MemorySegment segment = arena.allocate(bytes, PAGE_BYTES);
        for (long offset = 0; offset < bytes; offset += PAGE_BYTES) {
            segment.set(ValueLayout.JAVA_BYTE, offset, (byte) 1);
        }
    }

    static HeldMemory allocate(long bytes) throws IOException {
        return new HeldMemory(bytes);
    }

    /// By how much the process has grown; empty where the system does not report it.
    OptionalLong heldBytes() {
        return heldBytes;
    }

    private static OptionalLong residentBytes() throws IOException {
        if (!Files.isReadable(STATUS)) {
            return OptionalLong.empty();
        }
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith(RESIDENT)) {
                String kib = line.substring(RESIDENT.length()).replace("kB", "").strip();
                return OptionalLong.of(Long.parseLong(kib) * KIB);
            }
        }
        return OptionalLong.empty();
    }

    @Override
    public void close() {
        arena.close();
    }
}
