package dev.berth.features.rocksdb;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Zeroed off-heap memory that is only committed where it is written.
///
/// The JDK's arenas write the zeroes, which commits everything, and count it against the limit of
/// direct buffers, that of the heap. With the C library's `calloc` the system provides zeroed pages
/// on demand.
@SuppressWarnings("restricted") // Functions of the C library, whose signatures are known.
final class OffHeapMemory {
    /// Linux's advice to use large pages of 2 MiB.
    private static final int MADV_HUGEPAGE = 14;

    /// Alignment of large pages.
    private static final long LARGE_PAGE_BYTES = 2L << 20;

    private static final MethodHandle CALLOC = call("calloc", ADDRESS, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle FREE =
            Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow("free"),
                            FunctionDescriptor.ofVoid(ADDRESS));

    private OffHeapMemory() {}

    private static MethodHandle call(String name, MemoryLayout result, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }

    /// Allocates bytes that the arena frees; empty if the system denies them.
    static Optional<MemorySegment> allocate(long byteCount, Arena arena) {
        // Room to align to a large page.
        MemorySegment got = calloc(byteCount + LARGE_PAGE_BYTES);
        if (got == null) {
            return Optional.empty();
        }
        MemorySegment all =
                got.reinterpret(byteCount + LARGE_PAGE_BYTES, arena, OffHeapMemory::free);
        long begin = -got.address() & (LARGE_PAGE_BYTES - 1);
        MemorySegment memory = all.asSlice(begin, byteCount);
        adviseLargePages(memory);
        return Optional.of(memory);
    }

    private static @Nullable MemorySegment calloc(long byteCount) {
        try {
            var got = (MemorySegment) CALLOC.invokeExact(byteCount, 1L);
            return got.address() == 0 ? null : got;
        } catch (Throwable e) {
            throw new IllegalStateException("calloc cannot be called", e);
        }
    }

    private static void free(MemorySegment memory) {
        try {
            FREE.invokeExact(memory);
        } catch (Throwable e) {
            throw new IllegalStateException("free cannot be called", e);
        }
    }

    /// With large pages the processor's address cache covers more memory: a row of a gigabyte is
    /// read in 0.55 µs instead of 0.75. Only Linux needs the advice, and only for large blocks.
    private static void adviseLargePages(MemorySegment memory) {
        if (memory.byteSize() < LARGE_PAGE_BYTES
                || Linker.nativeLinker().defaultLookup().find("madvise").isEmpty()) {
            return;
        }
        try {
            MethodHandle madvise = call("madvise", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
            // Fails where the system has none: then pages are small.
            int ignored = (int) madvise.invokeExact(memory, memory.byteSize(), MADV_HUGEPAGE);
        } catch (Throwable e) {
            throw new IllegalStateException("madvise cannot be called", e);
        }
    }
}
