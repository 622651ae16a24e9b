package dev.berth.runtime.onnx;

import static dev.berth.runtime.onnx.NativeCalls.call;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The memory that sessions share whose tensors are as large as a caller's values say: no more than
/// a bound together, beyond which a run fails at once instead of taking gigabytes and a minute.
/// Lives as long as the engine. Thread-safe.
///
/// It is an arena of the engine, which gives back after each run what that took. Source:
/// `onnxruntime_c_api.h`, `struct OrtApi`, version 15.
final class BoundedMemory {
    /// As large as the largest tensor that can be answered.
    static final long BYTES_MAX = 2L << 30;

    /// Has a session take its memory from here.
    static final String SESSION_ENTRY = "session.use_env_allocators";

    /// Has a run give back what it took.
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

    /// Takes as much from the system as is asked for, not the next power of two.
    private static final int AS_ASKED = 1;

    private static final int DEFAULT = -1;

    private BoundedMemory() {}

    /// Makes it; once for an engine.
    static void register(OrtApi api, long environment) {
        try (Arena arena = Arena.ofConfined()) {
            var out = new Cell(arena);
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
                        ProblemCode.MEMORY_FULL,
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
