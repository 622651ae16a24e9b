package dev.berth.runtime.onnx;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/// Creates the engine's sessions from a model file and settings.
///
/// The engine reads a file by four megabytes at a time, each a call into the kernel that takes a
/// millisecond or more, and a kernel that is built for servers lets no other thread have the
/// processor meanwhile, however low the reader's priority. So the file is read here, in small
/// pieces, and handed over in memory: a request that comes while a model of 92 MB is loaded waits
/// less for a processor. There it is also rid of operators that the engine takes long for
/// ([LayerNormDecomposition]).
final class SessionFactory {
    /// Above, the file's bytes would be too much beside what the engine makes of them.
    private static final long IN_MEMORY_BYTES_MAX = 256L << 20;

    /// Some ten microseconds.
    private static final int PIECE_BYTES = 64 << 10;

    /// Where the engine looks for weight files of a model that it was handed in memory.
    private static final String WEIGHTS_FOLDER =
            "session.model_external_initializers_file_folder_path";

    /// Settings with which the engine continues to use the bytes.
    private static final String USE_BYTES_DIRECTLY = "session.use_ort_model_bytes_";

    private final OnnxEngine engine;
    private final OrtApi api;

    SessionFactory(OnnxEngine engine) {
        this.engine = engine;
        this.api = engine.api();
    }

    /// @throws EngineFailure if the engine refuses the model
    /// @throws ProblemException `package-invalid` if it refuses a setting
    long create(Path model, OnnxSettings settings) {
        OptionalLong session =
                isReadHere(model, settings) ? read(model, settings) : OptionalLong.empty();
        return session.orElseGet(
                () ->
                        open(
                                settings,
                                (options, arena, out) ->
                                        api.createSession(
                                                engine.environment(),
                                                path(model, arena),
                                                options,
                                                out)));
    }

    /// Other providers than the processor's may keep what they make of a model beside its file.
    private static boolean isReadHere(Path model, OnnxSettings settings) {
        return settings.providers().isEmpty()
                && settings.entries().keySet().stream().noneMatch(SessionFactory::concernsBytes)
                && model.toFile().length() <= IN_MEMORY_BYTES_MAX;
    }

    private static boolean concernsBytes(String entry) {
        return entry.equals(WEIGHTS_FOLDER) || entry.startsWith(USE_BYTES_DIRECTLY);
    }

    /// Empty if there is no room for the bytes, if the file cannot be read, or if the engine does
    /// not take them: loading from the file then gives the reason.
    private OptionalLong read(Path model, OnnxSettings settings) {
        try (Arena contents = Arena.ofConfined()) {
            MemorySegment bytes = bytes(model, settings, contents);
            return OptionalLong.of(
                    open(
                            settings,
                            (options, arena, out) -> {
                                api.configure(
                                        options,
                                        text(WEIGHTS_FOLDER, arena),
                                        text(folder(model), arena));
                                return api.createSessionFromArray(
                                        engine.environment(),
                                        bytes.address(),
                                        bytes.byteSize(),
                                        options,
                                        out);
                            }));
        } catch (IOException | EngineFailure | OutOfMemoryError _) {
            return OptionalLong.empty();
        }
    }

    private static MemorySegment bytes(Path model, OnnxSettings settings, Arena arena)
            throws IOException {
        try (FileChannel file = FileChannel.open(model)) {
            long size = file.size();
            if (!settings.plainNormalization()) {
                return read(file, model, arena.allocate(size));
            }
            MemorySegment room = arena.allocate(size + NormalizationFunction.BOTH_BYTES_MAX);
            MemorySegment bytes = read(file, model, room.asSlice(0, size));
            byte[] added = LayerNormDecomposition.apply(bytes);
            MemorySegment.copy(added, 0, room, JAVA_BYTE, size, added.length);
            return room.asSlice(0, size + added.length);
        }
    }

    private static MemorySegment read(FileChannel file, Path model, MemorySegment bytes)
            throws IOException {
        for (long at = 0; at < bytes.byteSize(); ) {
            long piece = Math.min(PIECE_BYTES, bytes.byteSize() - at);
            int read = file.read(bytes.asSlice(at, piece).asByteBuffer());
            if (read < 0) {
                throw new EOFException(model + " became shorter while it was read");
            }
            at += read;
        }
        return bytes;
    }

    private long open(OnnxSettings settings, Creation creation) {
        try (Arena arena = Arena.ofConfined()) {
            var out = new NativeOutParameter(arena);
            long options = api.createOptions(out);
            try {
                configureOrRefuse(options, settings, arena);
                return creation.create(options, arena, out);
            } finally {
                api.release(Handle.OPTIONS, options);
            }
        }
    }

    private interface Creation {
        /// The session.
        long create(long options, Arena arena, NativeOutParameter out);
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
                            LoadRemedy.of(e.text()) == LoadRemedy.LIBRARY_MISSING
                                    ? LoadRemedy.LIBRARY_MISSING.remedy()
                                    : "correct the runtime's options, or its providers if this"
                                            + " machine lacks what they need"),
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
        long cuda = api.createCudaOptions(new NativeOutParameter(arena));
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

    private static String folder(Path model) {
        return model.toAbsolutePath().resolveSibling("").toString();
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
