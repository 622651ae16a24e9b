package dev.berth.runtime.onnx;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Eight bytes of native memory into which a C function writes its result. Used by one thread at a
/// time; lives as long as its arena.
final class NativeOutParameter {
    private final MemorySegment memory;

    NativeOutParameter(Arena arena) {
        memory = arena.allocate(JAVA_LONG);
    }

    long address() {
        return memory.address();
    }

    long longValue() {
        return memory.get(JAVA_LONG, 0);
    }

    int intValue() {
        return memory.get(JAVA_INT, 0);
    }
}
