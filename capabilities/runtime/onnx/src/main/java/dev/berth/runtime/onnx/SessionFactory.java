package dev.berth.runtime.onnx;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;

/// Creates the engine's sessions from a model file and settings.
final class SessionFactory {
    private final OnnxEngine engine;
    private final OrtApi api;

    SessionFactory(OnnxEngine engine) {
        this.engine = engine;
        this.api = engine.api();
    }

    /// @throws EngineFailure if the engine refuses the model
    /// @throws ProblemException `package-invalid` if it refuses a setting
    long create(Path model, OnnxSettings settings) {
        try (Arena arena = Arena.ofConfined()) {
            var out = new Cell(arena);
            long options = api.createOptions(out);
            try {
                configureOrRefuse(options, settings, arena);
                return api.createSession(engine.environment(), path(model, arena), options, out);
            } finally {
                api.release(Handle.OPTIONS, options);
            }
        }
    }

    private void configureOrRefuse(long options, OnnxSettings settings, Arena arena) {
        try {
            configure(options, settings, arena);
        } catch (EngineFailure e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.PACKAGE_INVALID,
                            "runtime onnx: the engine refuses a setting: "
                                    + EngineMessage.clean(e.text()),
                            "correct the runtime's options, or its providers if this machine lacks"
                                    + " what they need"),
                    e);
        }
    }

    private void configure(long options, OnnxSettings settings, Arena arena) {
        api.executeSequentially(options);
        api.intraOpThreads(options, settings.intraOpThreads());
        api.interOpThreads(options, settings.interOpThreads());
        api.optimize(options, settings.optimizationLevel());
        if (!settings.arena()) {
            api.disableArena(options);
        }
        if (!settings.memoryPattern()) {
            api.disableMemoryPattern(options);
        }
        settings.entries()
                .forEach(
                        (key, value) ->
                                api.configure(options, text(key, arena), text(value, arena)));
        for (String provider : settings.providers()) {
            append(
                    options,
                    provider,
                    settings.providerOptions().getOrDefault(provider, Map.of()),
                    arena);
        }
    }

    private void append(long options, String provider, Map<String, String> own, Arena arena) {
        long keys = texts(own.keySet(), arena);
        long values = texts(own.values(), arena);
        if (!provider.equals("cuda")) {
            api.appendProvider(options, text(spelled(provider), arena), keys, values, own.size());
            return;
        }
        long cuda = api.createCudaOptions(new Cell(arena));
        try {
            api.updateCudaOptions(cuda, keys, values, own.size());
            api.appendCuda(options, cuda);
        } finally {
            api.release(Handle.CUDA_OPTIONS, cuda);
        }
    }

    /// The short names that the engine's generic function takes, where they are not the upper case.
    private static String spelled(String provider) {
        return switch (provider) {
            case "coreml" -> "CoreML";
            case "webgpu" -> "WebGPU";
            case "openvino" -> "OpenVINO";
            case "vitisai" -> "VitisAI";
            default -> provider.toUpperCase(Locale.ROOT);
        };
    }

    private static long path(Path model, Arena arena) {
        String path = model.toAbsolutePath().toString();
        // The engine takes wide characters on Windows and bytes elsewhere.
        return File.separatorChar == '\\'
                ? arena.allocateFrom(path, StandardCharsets.UTF_16LE).address()
                : text(path, arena);
    }

    private static long text(String text, Arena arena) {
        return arena.allocateFrom(text).address();
    }

    static long texts(Collection<String> texts, Arena arena) {
        MemorySegment pointers = arena.allocate(JAVA_LONG, Math.max(1, texts.size()));
        int index = 0;
        for (String text : texts) {
            pointers.setAtIndex(JAVA_LONG, index++, text(text, arena));
        }
        return pointers.address();
    }
}
