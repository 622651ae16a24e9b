package dev.berth.runtime.onnx;

import static dev.berth.runtime.onnx.NativeCalls.call;
import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.Optional;

/// Reads the memory that the arena of a session has allocated. Thread-safe.
///
/// Apart from [OrtApi], since an engine older than 1.23 does not have these functions and serves
/// without them. Source: `onnxruntime_c_api.h`, `struct OrtApi`, version 23.
final class ArenaApi {
    private static final int API_VERSION = 23;
    private static final int TABLE_SIZE = 320;
    private static final int RELEASE_STATUS = 93;
    private static final int CREATE_ALLOCATOR = 131;
    private static final int RELEASE_ALLOCATOR = 132;
    private static final int VALUE_OF_KEY = 297;
    private static final int RELEASE_PAIRS = 300;
    private static final int ALLOCATOR_STATISTICS = 319;

    /// The entry of the statistics that counts what the arena has taken from the system; absent
    /// where the session's allocator is no arena.
    private static final String TAKEN = "TotalAllocated";

    private final MemorySegment table;
    private final long memoryInfo;

    private ArenaApi(MemorySegment table, long memoryInfo) {
        this.table = table;
        this.memoryInfo = memoryInfo;
    }

    /// Empty for an engine without this function.
    static Optional<ArenaApi> find(SymbolLookup library, long memoryInfo) {
        MemorySegment entry = library.find("OrtGetApiBase").orElseThrow();
        MemorySegment base = OrtApi.view(call(entry), 2L * Long.BYTES);
        long table = call(base.get(ADDRESS, 0), API_VERSION);
        return table == 0
                ? Optional.empty()
                : Optional.of(
                        new ArenaApi(
                                OrtApi.view(table, (long) TABLE_SIZE * Long.BYTES), memoryInfo));
    }

    /// Bytes that the session's arena has taken from the system; 0 if it has none.
    long bytes(long session) {
        try (Arena arena = Arena.ofConfined()) {
            var out = new NativeOutParameter(arena);
            if (failed(call(function(CREATE_ALLOCATOR), session, memoryInfo, out.address()))) {
                return 0;
            }
            long allocator = out.longValue();
            try {
                if (failed(call(function(ALLOCATOR_STATISTICS), allocator, out.address()))) {
                    return 0;
                }
                return take(out.longValue(), arena);
            } finally {
                call(function(RELEASE_ALLOCATOR), allocator);
            }
        }
    }

    private long take(long pairs, Arena arena) {
        try {
            long key = arena.allocateFrom(TAKEN).address();
            String text = OrtApi.text(call(function(VALUE_OF_KEY), pairs, key));
            return text.isEmpty() ? 0 : Long.parseLong(text);
        } finally {
            call(function(RELEASE_PAIRS), pairs);
        }
    }

    /// An allocator that keeps no statistics answers with a failure, which is no more than that.
    private boolean failed(long status) {
        if (status != 0) {
            call(function(RELEASE_STATUS), status);
        }
        return status != 0;
    }

    private MemorySegment function(int index) {
        return table.getAtIndex(ADDRESS, index);
    }
}
