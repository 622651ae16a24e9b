package dev.berth.runtime.onnx;

import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.runtime.MemoryUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

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
    private final Optional<LongSupplier> spreadSessions;
    private final ModelFileInfo description;
    private final List<TensorSpec> outputs;
    private final OutputBindings plans;

    /// Held while the session for lone runs is created, which takes as long as loading: neither
    /// other executions nor those who ask for the memory wait for that.
    private final Object spreading = new Object();

    private OptionalLong spreadSession = OptionalLong.empty();
    private int opened;

    /// Whether its memory is the [BoundedMemory].
    private final boolean bounded;

    private int open;
    private boolean closed;

    /// @param spreadSessions creates the session for lone runs; empty if there is to be none
    OnnxArtifact(
            OnnxEngine engine,
            MallocTrimmer freedMemory,
            TensorPool pool,
            int executors,
            LatencyClass pace,
            boolean arena,
            boolean bounded,
            List<Long> sessions,
            Optional<LongSupplier> spreadSessions,
            ModelFileInfo description) {
        this.engine = engine;
        this.freedMemory = freedMemory;
        this.pool = pool;
        this.executors = executors;
        this.pace = pace;
        this.arena = arena;
        this.bounded = bounded;
        this.sessions = List.copyOf(sessions);
        this.spreadSessions = spreadSessions;
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
    public boolean isQuick() {
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

    @Override
    public Optional<ExecutionContext> openSpreadExecution(List<TensorSpec> optional) {
        synchronized (spreading) {
            if (spreadSessions.isPresent() && !hasSpreadSession()) {
                keepSpreadSession(spreadSessions.get().getAsLong());
            }
        }
        return openSpread(optional);
    }

    private synchronized boolean hasSpreadSession() {
        return closed || spreadSession.isPresent();
    }

    private synchronized void keepSpreadSession(long session) {
        if (closed) {
            engine.api().release(Handle.SESSION, session);
        } else {
            spreadSession = OptionalLong.of(session);
        }
    }

    private synchronized Optional<ExecutionContext> openSpread(List<TensorSpec> optional) {
        List<TensorSpec> inputs = inputsWith(optional);
        requireOpen();
        return spreadSession.isPresent()
                ? Optional.of(open(spreadSession.getAsLong(), inputs))
                : Optional.empty();
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
        List<Long> all = allSessions();
        return new MemoryUse(
                description.weightBytes() * all.size(),
                arenaBytes(all),
                SESSION_BYTES * all.size());
    }

    private List<Long> allSessions() {
        List<Long> all = new ArrayList<>(sessions);
        spreadSession.ifPresent(all::add);
        return all;
    }

    private long arenaBytes(List<Long> all) {
        if (!arena || engine.arenas().isEmpty()) {
            return 0;
        }
        ArenaApi arenas = engine.arenas().get();
        return all.stream().mapToLong(arenas::bytes).sum();
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
            allSessions().forEach(session -> engine.api().release(Handle.SESSION, session));
            freedMemory.handBack(bytes);
        }
    }
}
