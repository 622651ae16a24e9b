package dev.berth.runtime.onnx;

import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.runtime.MemoryUse;
import java.util.List;
import java.util.Map;

/// A model in one or several sessions of the engine.
final class OnnxArtifact implements LoadedArtifact {
    /// What a session holds besides weights and arena: graph, kernels, plans. Measured as 93 kB of
    /// resident memory each for a thousand perceptrons of three nodes, their file and execution
    /// included; larger graphs hold more, and their weights dwarf it.
    static final long SESSION_BYTES = 92 << 10;

    private final OnnxEngine engine;
    private final MallocTrimmer freedMemory;
    private final TensorPool pool;
    private final int executors;
    private final LatencyClass pace;
    private final boolean arena;
    private final List<Long> sessions;
    private final ModelFileInfo description;
    private final List<TensorSpec> outputs;
    private final OutputBindings plans;

    private int opened;

    /// Whether its memory is the [BoundedMemory].
    private final boolean bounded;

    private int open;
    private boolean closed;

    OnnxArtifact(
            OnnxEngine engine,
            MallocTrimmer freedMemory,
            TensorPool pool,
            int executors,
            LatencyClass pace,
            boolean arena,
            boolean bounded,
            List<Long> sessions,
            ModelFileInfo description) {
        this.engine = engine;
        this.freedMemory = freedMemory;
        this.pool = pool;
        this.executors = executors;
        this.pace = pace;
        this.arena = arena;
        this.bounded = bounded;
        this.sessions = List.copyOf(sessions);
        this.description = description;
        this.outputs = description.outputs().stream().map(OutputBinding::spec).toList();
        this.plans = new OutputBindings(description.outputs());
    }

    @Override
    public List<TensorSpec> inputs() {
        return description.inputs();
    }

    @Override
    public List<TensorSpec> optionalInputs() {
        return description.optional();
    }

    @Override
    public List<TensorSpec> outputs() {
        return outputs;
    }

    @Override
    public int executors() {
        return executors;
    }

    @Override
    public boolean isInlineable() {
        // What values decide may take long, however quick it was before.
        return pace == LatencyClass.MICROSECONDS && !bounded;
    }

    @Override
    public ExecutionContext openExecution() {
        return openExecution(List.of());
    }

    @Override
    public synchronized ExecutionContext openExecution(List<TensorSpec> optional) {
        List<TensorSpec> inputs = inputsWith(optional);
        requireOpen();
        return open(sessions.get(opened++ % sessions.size()), inputs);
    }

    /// @throws IllegalStateException after the close
    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("artifact used after its close");
        }
    }

    private ExecutionContext open(long session, List<TensorSpec> inputs) {
        var execution =
                new OnnxExecution(
                        engine, session, pool, inputs, plans, bounded, this::executionClosed);
        open++;
        return execution;
    }

    private synchronized void executionClosed() {
        open--;
    }

    @Override
    public Map<String, String> metadata() {
        return description.metadata();
    }

    @Override
    public synchronized MemoryUse memory() {
        if (closed) {
            return MemoryUse.NONE;
        }
        return new MemoryUse(
                description.weightBytes() * sessions.size(),
                arenaBytes(),
                SESSION_BYTES * sessions.size());
    }

    private long arenaBytes() {
        if (!arena || engine.arenas().isEmpty()) {
            return 0;
        }
        ArenaApi arenas = engine.arenas().get();
        return sessions.stream().mapToLong(arenas::bytes).sum();
    }

    /// @throws IllegalStateException if an execution is still open: the engine would read freed
    ///   memory
    @Override
    public synchronized void close() {
        if (open > 0) {
            throw new IllegalStateException(open + " executions are open (expected: none)");
        }
        if (!closed) {
            long bytes = memory().totalBytes();
            closed = true;
            sessions.forEach(session -> engine.api().release(Handle.SESSION, session));
            freedMemory.handBack(bytes);
        }
    }
}
