package dev.berth.runtime.onnx;

import static dev.berth.runtime.onnx.NativeCalls.call;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;

/// The functions of ONNX Runtime's C interface that Berth uses, called directly.
///
/// Why not the engine's Java classes: they know neither uint16, uint32 nor uint64; they pass text
/// through JNI's modified UTF-8, which damages every character outside the basic plane in string
/// tensors and metadata alike; and they unpack the library anew at every start. The C interface is
/// a table of function pointers that only ever grows at its end, so a function's place in it is
/// fixed for good.
///
/// Pointers are plain `long`s, 0 for null. A function that fails throws [EngineFailure].
/// Thread-safe. Source: `onnxruntime_c_api.h`, `struct OrtApi`, version 15.
final class OrtApi {
    /// The version that brought the last function of the table used here.
    private static final int API_VERSION = 15;

    private static final int TABLE_SIZE = 255;

    private final MemorySegment[] functions = new MemorySegment[TABLE_SIZE];
    private final String version;

    /// @throws EngineFailure if the library is older than 1.15
    OrtApi(SymbolLookup library) {
        MemorySegment entry =
                library.find("OrtGetApiBase")
                        .orElseThrow(() -> new EngineFailure("not ONNX Runtime's library"));
        MemorySegment base = view(call(entry), 2L * Long.BYTES);
        version = text(call(base.get(ADDRESS, Long.BYTES)));
        long table = call(base.get(ADDRESS, 0), API_VERSION);
        if (table == 0) {
            throw new EngineFailure("ONNX Runtime " + version + " (expected: 1.15 or later)");
        }
        MemorySegment entries = view(table, (long) TABLE_SIZE * Long.BYTES);
        for (int i = 0; i < TABLE_SIZE; i++) {
            functions[i] = entries.getAtIndex(ADDRESS, i);
        }
    }

    String version() {
        return version;
    }

    /// Memory of the engine, of this many bytes.
    @SuppressWarnings("restricted") // Only the engine knows how long its memory lives.
    static MemorySegment view(long address, long byteCount) {
        return MemorySegment.ofAddress(address).reinterpret(byteCount);
    }

    /// The zero-terminated UTF-8 text at this address; empty for null.
    static String text(long address) {
        return address == 0 ? "" : view(address, Integer.MAX_VALUE).getString(0);
    }

    static long pointerAt(long array, long index) {
        return view(array, (index + 1) * Long.BYTES).getAtIndex(JAVA_LONG, index);
    }

    /// The function at this place of the table.
    MemorySegment function(int index) {
        return functions[index];
    }

    void check(long status) {
        if (status != 0) {
            String message = text(call(functions[2], status));
            release(Handle.STATUS, status);
            throw new EngineFailure(message);
        }
    }

    /// Releases an object of the engine; null is allowed.
    void release(Handle kind, long object) {
        if (object != 0) {
            call(functions[kind.releaseIndex()], object);
        }
    }

    // The environment and its parts.

    long createEnvironment(int logLevel, long name, NativeOutParameter out) {
        check(call(functions[3], logLevel, name, out.address()));
        return out.longValue();
    }

    void disableTelemetry(long environment) {
        check(call(functions[6], environment));
    }

    /// @param allocator 1 for the arena
    /// @param memory 0 for the default memory
    long createCpuMemoryInfo(int allocator, int memory, NativeOutParameter out) {
        check(call(functions[69], allocator, memory, out.address()));
        return out.longValue();
    }

    /// The engine's own allocator, never released.
    long defaultAllocator(NativeOutParameter out) {
        check(call(functions[78], out.address()));
        return out.longValue();
    }

    void free(long allocator, long memory) {
        check(call(functions[76], allocator, memory));
    }

    /// An array of names, to be given back with [#releaseProviders].
    long availableProviders(NativeOutParameter out, NativeOutParameter count) {
        check(call(functions[125], out.address(), count.address()));
        return out.longValue();
    }

    void releaseProviders(long names, int count) {
        check(call(functions[126], names, count));
    }

    // Session options.

    long createOptions(NativeOutParameter out) {
        check(call(functions[10], out.address()));
        return out.longValue();
    }

    void executeSequentially(long options) {
        check(call(functions[13], options, 0));
    }

    void disableMemoryPattern(long options) {
        check(call(functions[17], options));
    }

    void disableArena(long options) {
        check(call(functions[19], options));
    }

    void optimize(long options, int level) {
        check(call(functions[23], options, level));
    }

    void intraOpThreads(long options, int count) {
        check(call(functions[24], options, count));
    }

    void interOpThreads(long options, int count) {
        check(call(functions[25], options, count));
    }

    void configure(long options, long key, long value) {
        check(call(functions[130], options, key, value));
    }

    void appendProvider(long options, long name, long keys, long values, int count) {
        check(call(functions[216], options, name, keys, values, count));
    }

    long createCudaOptions(NativeOutParameter out) {
        check(call(functions[205], out.address()));
        return out.longValue();
    }

    void updateCudaOptions(long cuda, long keys, long values, int count) {
        check(call(functions[206], cuda, keys, values, count));
    }

    void appendCuda(long options, long cuda) {
        check(call(functions[204], options, cuda));
    }

    // Sessions.

    long createSession(long environment, long path, long options, NativeOutParameter out) {
        check(call(functions[7], environment, path, options, out.address()));
        return out.longValue();
    }

    /// From a model that is in memory, which is not needed any more afterwards.
    long createSessionFromArray(
            long environment, long model, long bytes, long options, NativeOutParameter out) {
        check(call(functions[8], environment, model, bytes, options, out.address()));
        return out.longValue();
    }

    int inputCount(long session, NativeOutParameter out) {
        check(call(functions[30], session, out.address()));
        return (int) out.longValue();
    }

    int outputCount(long session, NativeOutParameter out) {
        check(call(functions[31], session, out.address()));
        return (int) out.longValue();
    }

    long inputType(long session, int index, NativeOutParameter out) {
        check(call(functions[33], session, index, out.address()));
        return out.longValue();
    }

    long outputType(long session, int index, NativeOutParameter out) {
        check(call(functions[34], session, index, out.address()));
        return out.longValue();
    }

    long inputName(long session, int index, long allocator, NativeOutParameter out) {
        check(call(functions[36], session, index, allocator, out.address()));
        return out.longValue();
    }

    long outputName(long session, int index, long allocator, NativeOutParameter out) {
        check(call(functions[37], session, index, allocator, out.address()));
        return out.longValue();
    }

    int optionalInputCount(long session, NativeOutParameter out) {
        check(call(functions[32], session, out.address()));
        return (int) out.longValue();
    }

    long optionalInputType(long session, int index, NativeOutParameter out) {
        check(call(functions[35], session, index, out.address()));
        return out.longValue();
    }

    long optionalInputName(long session, int index, long allocator, NativeOutParameter out) {
        check(call(functions[38], session, index, allocator, out.address()));
        return out.longValue();
    }

    void run(
            long session,
            long runOptions,
            long inputNames,
            long inputs,
            int inputCount,
            long outputNames,
            int outputCount,
            long outputs) {
        check(
                call(
                        functions[9],
                        session,
                        runOptions,
                        inputNames,
                        inputs,
                        inputCount,
                        outputNames,
                        outputCount,
                        outputs));
    }

    // Values.

    /// A tensor over memory of the caller.
    long createTensor(
            long memoryInfo,
            long data,
            long bytes,
            long shape,
            int rank,
            int type,
            NativeOutParameter out) {
        check(call(functions[49], memoryInfo, data, bytes, shape, rank, type, out.address()));
        return out.longValue();
    }

    long createTensor(long allocator, long shape, int rank, int type, NativeOutParameter out) {
        check(call(functions[48], allocator, shape, rank, type, out.address()));
        return out.longValue();
    }

    long data(long value, NativeOutParameter out) {
        check(call(functions[51], value, out.address()));
        return out.longValue();
    }

    long stringLength(long value, long index, NativeOutParameter out) {
        check(call(functions[127], value, index, out.address()));
        return out.longValue();
    }

    void stringContent(long value, long byteCount, long index, long target) {
        check(call(functions[128], value, byteCount, index, target));
    }

    /// Room for a string of this many bytes in a string tensor.
    long stringRoom(long value, long index, long byteCount, NativeOutParameter out) {
        check(call(functions[252], value, index, byteCount, out.address()));
        return out.longValue();
    }

    /// Part of a sequence; or a map's keys (0) and values (1).
    long part(long value, int index, long allocator, NativeOutParameter out) {
        check(call(functions[80], value, index, allocator, out.address()));
        return out.longValue();
    }

    int partCount(long value, NativeOutParameter out) {
        check(call(functions[81], value, out.address()));
        return (int) out.longValue();
    }

    long tensorInfo(long value, NativeOutParameter out) {
        check(call(functions[65], value, out.address()));
        return out.longValue();
    }

    // Types.

    int typeKind(long typeInfo, NativeOutParameter out) {
        check(call(functions[56], typeInfo, out.address()));
        return out.intValue();
    }

    /// The view of a type as a tensor, owned by the type.
    long asTensorInfo(long typeInfo, NativeOutParameter out) {
        check(call(functions[55], typeInfo, out.address()));
        return out.longValue();
    }

    /// The view of a type as a map, owned by the type.
    long asMapInfo(long typeInfo, NativeOutParameter out) {
        check(call(functions[103], typeInfo, out.address()));
        return out.longValue();
    }

    /// The view of a type as a sequence, owned by the type.
    long asSequenceInfo(long typeInfo, NativeOutParameter out) {
        check(call(functions[104], typeInfo, out.address()));
        return out.longValue();
    }

    int mapKeyType(long mapInfo, NativeOutParameter out) {
        check(call(functions[105], mapInfo, out.address()));
        return out.intValue();
    }

    long mapValueType(long mapInfo, NativeOutParameter out) {
        check(call(functions[106], mapInfo, out.address()));
        return out.longValue();
    }

    long sequenceElementType(long sequenceInfo, NativeOutParameter out) {
        check(call(functions[107], sequenceInfo, out.address()));
        return out.longValue();
    }

    int elementType(long tensorInfo, NativeOutParameter out) {
        check(call(functions[60], tensorInfo, out.address()));
        return out.intValue();
    }

    int rank(long tensorInfo, NativeOutParameter out) {
        check(call(functions[61], tensorInfo, out.address()));
        return (int) out.longValue();
    }

    void sizes(long tensorInfo, long target, int rank) {
        check(call(functions[62], tensorInfo, target, rank));
    }

    /// Pointers to the names of the dimensions, owned by the type.
    void dimensionNames(long tensorInfo, long target, int rank) {
        check(call(functions[63], tensorInfo, target, rank));
    }
}
