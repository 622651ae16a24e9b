package dev.berth.runtime.onnx;

import static dev.berth.runtime.onnx.NativeCalls.call;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.util.Objects.requireNonNull;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.tensor.ElementType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The memory that sessions share whose tensors are as large as a caller's values say: no more than
/// a bound together, beyond which a run fails at once instead of taking gigabytes and a minute.
/// Lives as long as the engine. Thread-safe.
///
/// It is an arena of the engine, which gives back to the system what is free in it at the end of
/// each run. The outputs of a run are still in use then, so a run of nothing follows those that had
/// large ones: the engine has no other call for it. Source: `onnxruntime_c_api.h`, `struct OrtApi`,
/// version 15.
final class BoundedMemory {
    /// As large as the largest tensor that can be answered, which is copied, and no larger than the
    /// maximum heap, which is the operator's setting for the size of the process.
    static final long BYTES_MAX = Math.min(2L << 30, Runtime.getRuntime().maxMemory());

    /// Outputs of fewer bytes may stay in the arena until its next run.
    private static final long LARGE_BYTES = 1 << 20;

    /// A float32 `x` of one element to the same as `y`.
    private static final String IDENTITY = "identity.onnx";

    /// Makes a session take its memory from here.
    static final String SESSION_ENTRY = "session.use_env_allocators";

    /// Makes a run release what it took.
    static final String RUN_ENTRY = "memory.enable_memory_arena_shrinkage";

    static final String RUN_ENTRY_VALUE = "cpu:0";

    /// Begins the message of a run that would have taken more, if there is any left.
    private static final String MORE_THAN_LEFT = "Available memory of";

    /// Stands in the message of a run for which the system has no memory.
    private static final String NONE_LEFT = "Failed to allocate memory";

    private static final Pattern WANTED = Pattern.compile("requested bytes of ([0-9]+)");

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private static final int CREATE_AND_REGISTER_ALLOCATOR = 144;
    private static final int CREATE_ARENA_SETTINGS = 156;
    private static final int RELEASE_ARENA_SETTINGS = 157;

    private static final int ARENA_ALLOCATOR = 1;
    private static final int DEFAULT_MEMORY = 0;

    /// Takes as much from the system as is requested, not the next power of two.
    private static final int AS_ASKED = 1;

    private static final int DEFAULT = -1;

    private final OrtApi api;
    private final long environment;
    private final long plainMemory;

    /// The session that runs nothing, when it was needed once.
    private @Nullable Long identity;

    private BoundedMemory(OrtApi api, long environment, long plainMemory) {
        this.api = api;
        this.environment = environment;
        this.plainMemory = plainMemory;
    }

    /// Makes it; once for an engine.
    ///
    /// @param plainMemory the engine's description of memory that is in no arena
    static BoundedMemory register(OrtApi api, long environment, long plainMemory) {
        try (Arena arena = Arena.ofConfined()) {
            var out = new NativeOutParameter(arena);
            long info = api.createCpuMemoryInfo(ARENA_ALLOCATOR, DEFAULT_MEMORY, out);
            api.check(
                    call(
                            api.function(CREATE_ARENA_SETTINGS),
                            BYTES_MAX,
                            AS_ASKED,
                            DEFAULT,
                            DEFAULT,
                            out.address()));
            long settings = out.longValue();
            try {
                api.check(
                        call(
                                api.function(CREATE_AND_REGISTER_ALLOCATOR),
                                environment,
                                info,
                                settings));
            } finally {
                call(api.function(RELEASE_ARENA_SETTINGS), settings);
            }
        }
        return new BoundedMemory(api, environment, plainMemory);
    }

    /// Gives back to the system what the outputs of a run took, which were released; what cannot be
    /// given back now is at the end of the next run.
    ///
    /// @param bytes of them
    void giveBack(long bytes) {
        if (bytes < LARGE_BYTES) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            var out = new NativeOutParameter(arena);
            try (var options = new RunOptions(api, out, true)) {
                runIdentity(options, arena, out);
            }
        } catch (EngineFailure _) {
            // Other runs have all of it.
        }
    }

    /// Neither its input nor its output is in the arena, of which a part would then be in use.
    private void runIdentity(RunOptions options, Arena arena, NativeOutParameter out) {
        MemorySegment values = arena.allocate(JAVA_LONG, 2);
        MemorySegment sizes = arena.allocateFrom(JAVA_LONG, 1);
        MemorySegment numbers = arena.allocate(JAVA_FLOAT, 2);
        try {
            for (int i = 0; i < 2; i++) {
                long value =
                        api.createTensor(
                                plainMemory,
                                numbers.address() + (long) i * Float.BYTES,
                                Float.BYTES,
                                sizes.address(),
                                1,
                                OnnxTypes.number(ElementType.FLOAT32),
                                out);
                values.setAtIndex(JAVA_LONG, i, value);
            }
            api.run(
                    identity(),
                    options.address(),
                    SessionFactory.texts(List.of("x"), arena),
                    values.address(),
                    1,
                    SessionFactory.texts(List.of("y"), arena),
                    1,
                    values.address() + Long.BYTES);
        } finally {
            for (int i = 0; i < 2; i++) {
                api.release(Handle.VALUE, values.getAtIndex(JAVA_LONG, i));
            }
        }
    }

    private synchronized long identity() {
        Long known = identity;
        if (known == null) {
            known = openIdentity();
            identity = known;
        }
        return known;
    }

    private long openIdentity() {
        try (Arena arena = Arena.ofConfined()) {
            var out = new NativeOutParameter(arena);
            MemorySegment model = arena.allocateFrom(JAVA_BYTE, identityBytes());
            long options = api.createOptions(out);
            try {
                api.intraOpThreads(options, 1);
                api.configure(
                        options,
                        arena.allocateFrom(SESSION_ENTRY).address(),
                        arena.allocateFrom("1").address());
                return api.createSessionFromArray(
                        environment, model.address(), model.byteSize(), options, out);
            } finally {
                api.release(Handle.OPTIONS, options);
            }
        }
    }

    private static byte[] identityBytes() {
        try (InputStream file = BoundedMemory.class.getResourceAsStream(IDENTITY)) {
            return requireNonNull(file).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Why a run failed for want of it: it wanted more than there ever is, or others had it.
    static Problem problem(EngineFailure failure) {
        Matcher wanted = WANTED.matcher(failure.text());
        if (wanted.find() && Double.parseDouble(wanted.group(1)) > BYTES_MAX) {
            return Problem.of(
                    ProblemCode.VALUE_INVALID,
                    "values for which the model makes a tensor of "
                            + wanted.group(1)
                            + " bytes (expected: at most "
                            + BYTES_MAX
                            + ")",
                    "send smaller values");
        }
        return Problem.of(
                        ProblemCode.IN_FLIGHT_MEMORY_EXCEEDED,
                        "values for which the model makes tensors of more memory than is left"
                                + " (expected: at most "
                                + BYTES_MAX
                                + " bytes for all runs together)",
                        "send smaller values, or send it again later")
                .withRetryAfter(RETRY_AFTER);
    }

    /// Whether a run failed for want of it.
    static boolean isExhausted(EngineFailure failure) {
        return failure.text().contains(MORE_THAN_LEFT) || failure.text().contains(NONE_LEFT);
    }
}
