package dev.berth.runtime.onnx;

import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// Hands memory that the C library keeps after `free` back to the operating system.
///
/// Only glibc has the call, `malloc_trim`; elsewhere nothing happens.
final class FreedMemory {
    private final Optional<MemorySegment> trim;

    private FreedMemory(Optional<MemorySegment> trim) {
        this.trim = trim;
    }

    @SuppressWarnings("restricted") // A look-up in the C library, whose function is known.
    static FreedMemory ofProcess() {
        return new FreedMemory(Linker.nativeLinker().defaultLookup().find("malloc_trim"));
    }

    void handBack() {
        trim.ifPresent(function -> NativeCalls.call(function, 0));
    }
}
