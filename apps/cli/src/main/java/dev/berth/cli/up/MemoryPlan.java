package dev.berth.cli.up;

import dev.berth.cli.console.Quantities;
import dev.berth.cli.console.Table;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.server.ServerLimits;
import dev.berth.server.ServerOptions;
import java.io.PrintStream;
import java.util.OptionalLong;

/// Division of the memory that a process may take, so that it stays below a limit at which it would
/// be killed. Heap and direct memory are the JVM's own limits; a part is for the JVM itself, one
/// for requests in flight, and models get what is left. Sizes in bytes.
///
/// @param limit of the process
/// @param heap the JVM's limit of its heap
/// @param direct the JVM's limit of memory for tensors
/// @param jvm classes, compiled code, stacks, and the C library's own
/// @param inFlight requests and responses in flight
/// @param models weights and arenas of all models
record MemoryPlan(long limit, long heap, long direct, long jvm, long inFlight, long models) {
    /// What a server with a tiny model was seen to take beside heap, tensors and models, after an
    /// hour of requests, and a quarter more (docs/guides/images.md).
    static final long JVM_BYTES = 88L << 20;

    /// A tiny model's: some megabytes of arena for each thread.
    static final long MODELS_BYTES_MIN = 16L << 20;

    private static final int IN_FLIGHT_SHARE = 16;

    /// The plan under a limit, with the JVM's own limits.
    ///
    /// @throws ProblemException `memory-insufficient` if nothing is left for models
    static MemoryPlan of(long limit, long heap, long direct) {
        long inFlight = limit / IN_FLIGHT_SHARE;
        long models = limit - heap - direct - JVM_BYTES - inFlight;
        if (models < MODELS_BYTES_MIN) {
            throw tooLittle(limit, heap, direct);
        }
        return new MemoryPlan(limit, heap, direct, JVM_BYTES, inFlight, models);
    }

    /// The limit at which the same shares of heap and direct memory leave enough.
    private static ProblemException tooLittle(long limit, long heap, long direct) {
        double left = 1 - (double) (heap + direct) / limit - 1.0 / IN_FLIGHT_SHARE;
        long enough = (long) Math.ceil((JVM_BYTES + MODELS_BYTES_MIN) / left);
        String heapAndTensors =
                Quantities.bytes(heap) + " of heap and " + Quantities.bytes(direct) + " of tensors";
        return new ProblemException(
                ProblemCode.MEMORY_INSUFFICIENT,
                "a memory limit of "
                        + Quantities.bytes(limit)
                        + ", of which the JVM may take "
                        + heapAndTensors
                        + (left <= 0
                                ? " (expected: room for more than these)"
                                : " (expected: at least " + Quantities.bytes(enough) + ")"),
                "raise the limit of the container, or lower -XX:MaxRAMPercentage");
    }

    /// The options with limits that keep to the plan; a smaller one of the user stays.
    ServerOptions applyTo(ServerOptions options) {
        ServerLimits limits = options.limits();
        int body = (int) Math.min(limits.bodyBytesMax(), inFlight / 2);
        OptionalLong asked = options.serving().memoryBytesMax();
        return options.withLimits(
                        limits.withBodyBytesMax(body)
                                .withBytesUnderWayMax(
                                        Math.min(limits.bytesUnderWayMax(), inFlight)))
                .withServing(
                        options.serving()
                                .withMemoryBytesMax(
                                        OptionalLong.of(Math.min(asked.orElse(models), models))));
    }

    void print(PrintStream out) {
        var table = new Table("MEMORY", "LIMIT", "SET BY");
        table.row("heap", Quantities.bytes(heap), "-XX:MaxRAMPercentage, -Xmx");
        table.row("tensors", Quantities.bytes(direct), "-XX:MaxDirectMemorySize; the heap's");
        table.row("JVM", Quantities.bytes(jvm), "measured");
        table.row("requests in flight", Quantities.bytes(inFlight), "--max-in-flight-bytes");
        table.row("models", Quantities.bytes(models), "--model-memory-limit");
        table.row("process", Quantities.bytes(limit), "--memory-limit");
        table.print(out);
        out.println();
        out.flush();
    }
}
