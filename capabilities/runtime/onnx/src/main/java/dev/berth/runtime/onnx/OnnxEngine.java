package dev.berth.runtime.onnx;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// ONNX Runtime, loaded into this process: its functions and the objects that all sessions share.
///
/// Lives until the process ends; the engine does not survive being unloaded. Thread-safe.
///
/// @param environment the engine's own environment
/// @param memoryInfo says that a tensor's memory is ordinary memory of the processor
/// @param allocator the engine's allocator for what it hands out
/// @param arenas reads the memory of sessions; empty if this version of the engine cannot
/// @param providers the hardware that this build of the engine knows, such as `cpu`, `cuda`
record OnnxEngine(
        OrtApi api,
        long environment,
        long memoryInfo,
        long allocator,
        Optional<ArenaApi> arenas,
        BoundedMemory boundedMemory,
        List<String> providers) {

    /// The engine reports what goes wrong as a status, which Berth passes on; its log would repeat
    /// it on standard error. Only what ends the process is logged.
    private static final int LOG_FATAL = 4;

    private static final int PLAIN_ALLOCATOR = 0;
    private static final int DEFAULT_MEMORY = 0;
    static final String PROVIDER_SUFFIX = "ExecutionProvider";

    OnnxEngine {
        providers = List.copyOf(providers);
    }

    @SuppressWarnings("restricted") // Loading a native engine is what this class is for.
    static OnnxEngine start(OnnxLibrary library) {
        Path file = library.locate();
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup symbols = SymbolLookup.libraryLookup(file, Arena.global());
            var api = new OrtApi(symbols);
            var out = new NativeOutParameter(arena);
            long name = arena.allocateFrom("berth").address();
            long environment = api.createEnvironment(LOG_FATAL, name, out);
            api.disableTelemetry(environment);
            long memoryInfo = api.createCpuMemoryInfo(PLAIN_ALLOCATOR, DEFAULT_MEMORY, out);
            BoundedMemory bounded = BoundedMemory.register(api, environment, memoryInfo);
            long allocator = api.defaultAllocator(out);
            return new OnnxEngine(
                    api,
                    environment,
                    memoryInfo,
                    allocator,
                    ArenaApi.find(symbols, memoryInfo),
                    bounded,
                    providers(api, arena));
        } catch (IllegalArgumentException | EngineFailure e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.ARTIFACT_LOAD_FAILED,
                            "ONNX Runtime's library " + file + " does not load: " + e.getMessage(),
                            "remove the file so that it is unpacked again; the engine needs glibc"
                                    + " (not musl) on Linux"),
                    e);
        }
    }

    private static List<String> providers(OrtApi api, Arena arena) {
        var out = new NativeOutParameter(arena);
        var count = new NativeOutParameter(arena);
        long names = api.availableProviders(out, count);
        List<String> found = new ArrayList<>();
        for (int i = 0; i < count.intValue(); i++) {
            String name = OrtApi.text(OrtApi.pointerAt(names, i));
            found.add(name.replace(PROVIDER_SUFFIX, "").toLowerCase(Locale.ROOT));
        }
        api.releaseProviders(names, count.intValue());
        return found;
    }

    /// The text that the engine has allocated at this address, which is freed.
    String take(long text) {
        String copy = OrtApi.text(text);
        if (text != 0) {
            api.free(allocator, text);
        }
        return copy;
    }
}
