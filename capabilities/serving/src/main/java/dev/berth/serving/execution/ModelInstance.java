package dev.berth.serving.execution;

import static java.util.Objects.requireNonNull;

import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.record.RequestLimit;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.system.BatchPolicy;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.encoding.Pipeline;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.runtime.MemoryUse;
import dev.berth.serving.queue.AdaptiveBatchSizer;
import dev.berth.serving.request.InlineExecutor;
import dev.berth.serving.request.Lease;
import dev.berth.serving.request.PredictionCallback;
import dev.berth.serving.request.PredictionRequest;
import dev.berth.serving.request.RequestHandle;
import dev.berth.serving.request.Timings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A loaded version of a model: its artifact, its pipelines, its queue.
///
/// Life: made by the `InstanceLoader`; gives leases until it is retired; is closed, and its native
/// memory given back, when the last lease is.
public final class ModelInstance {
    /// A request that takes longer is not executed inline: the other connections of an event loop
    /// would wait for it. Handing it to another thread and back takes some 10 us, and several times
    /// that if nothing of it is in a cache, as when a model is called once in some seconds.
    private static final long INLINE_NANOS_MAX = 200_000;

    /// Bytes of a request whose rows vary in size that is executed inline, beside those of each
    /// row: encoders take some microseconds for each ten, and what was measured of a row says
    /// nothing of a longer one.
    private static final int INLINE_BYTES_MAX = 1024;

    private static final int INLINE_BYTES_OF_ROW_MAX = 256;

    /// What waits inline for one version takes no longer than that together: all of it is executed
    /// before the event loop reads again.
    private static final long INLINE_TURN_NANOS_MAX = 1_000_000;

    /// Rows of one inline execution, unless the package says how many. Such models cost hardly more
    /// for many rows than for one, and what an event loop has read is one batch.
    private static final int INLINE_ROWS_DEFAULT = 32;

    /// Executions that may wait where a process scores tables.
    private static final int BULK_QUEUE_TIMES = 4;

    private final PackageRevision described;
    private final ModelPackage modelPackage;
    private final LoadedArtifact artifact;
    private final ArtifactInputs inputs;
    private final RequestLimit limit;
    private final Pipeline encoder;
    private final Pipeline decoder;
    private final ServingListener listener;
    private final LongSupplier nanoClock;
    private final InstantSource clock;
    private final DispatchQueues queues;
    private final AdmissionController admissions;
    private final ExecutionContextPool executions;
    private final ModelCounters counters;
    private final AdaptiveBatchSizer batchTimes;
    private final int executors;
    private final int rowsPerExecutionMax;
    private final long loadedMillis;

    /// Whether a row may be as long as its caller likes.
    private final boolean variesInSize;

    private final LeaseCount leases = new LeaseCount();

    /// Null for a model that keeps no state between requests.
    private final @Nullable InstanceSessions sessions;

    /// @param described what it was made of
    /// @param modelPackage the package as it is executed here
    public ModelInstance(
            PackageRevision described,
            ModelPackage modelPackage,
            LoadedArtifact artifact,
            Pipeline encoder,
            Pipeline decoder,
            ServingContext context) {
        this.described = described;
        this.modelPackage = forBulk(modelPackage, artifact, context.bulkRows());
        this.artifact = artifact;
        this.limit =
                new RequestLimit(
                        "model",
                        modelPackage.reference().toString(),
                        this.modelPackage.limits().queueRowsMax(),
                        "limits.max-queue-rows in its model.yaml");
        this.inputs = ArtifactInputs.of(artifact, encoder.outputs());
        this.encoder = encoder;
        this.decoder = decoder;
        this.listener = context.listener();
        this.nanoClock = context.nanoClock();
        this.clock = context.clock();
        this.executors = Math.min(artifact.executors(), context.executionThreads());
        this.variesInSize = signature().inputs().stream().anyMatch(this::variesInSize);
        int inlineExecutorCount = supportsInlineExecution() ? context.inlineExecutors() : 0;
        this.rowsPerExecutionMax = rowsPerExecutionMax(this.modelPackage, inlineExecutorCount > 0);
        this.batchTimes = new AdaptiveBatchSizer(rowsPerExecutionMax, executors);
        this.executions = new ExecutionContextPool(artifact, inputs.optional());
        this.counters = new ModelCounters(rowsPerExecutionMax);
        this.loadedMillis = clock.millis();
        this.sessions =
                modelPackage
                        .session()
                        .map(settings -> new InstanceSessions(this, settings, context))
                        .orElse(null);
        this.queues = new DispatchQueues(this, context, inlineExecutorCount);
        this.admissions =
                new AdmissionController(
                        this.modelPackage, artifact, queues, counters, context.nanoClock());
    }

    /// The package where a process scores tables.
    private static ModelPackage forBulk(
            ModelPackage modelPackage, LoadedArtifact artifact, int bulkRows) {
        BatchPolicy batch = modelPackage.batch();
        if (bulkRows <= batch.sizeMax()
                || !batch.hasDefaultSize()
                || !artifact.isInlineable()
                || !modelPackage.signature().isBatched()) {
            return modelPackage;
        }
        return modelPackage.with(
                modelPackage.runtime(),
                batch.withSizeMax(bulkRows),
                modelPackage.limits().withQueueRowsAtLeast(BULK_QUEUE_TIMES * bulkRows));
    }

    private static int rowsPerExecutionMax(ModelPackage modelPackage, boolean hasInlineExecutors) {
        if (!modelPackage.signature().isBatched()) {
            return 1;
        }
        BatchPolicy batch = modelPackage.batch();
        return hasInlineExecutors && batch.hasDefaultSize()
                ? Math.max(INLINE_ROWS_DEFAULT, batch.sizeMax())
                : batch.sizeMax();
    }

    public ModelReference reference() {
        return modelPackage.reference();
    }

    public ModelPackage modelPackage() {
        return modelPackage;
    }

    public Signature signature() {
        return modelPackage.signature();
    }

    /// The most records of one request.
    RequestLimit limit() {
        return limit;
    }

    public String digest() {
        return described.digest().hex();
    }

    /// The package as it was described, which another load is to begin from.
    public PackageRevision described() {
        return described;
    }

    /// Whether the threads that send requests execute them, where a process has inline executors. A
    /// package that sets executors or a batch delay takes precedence.
    boolean supportsInlineExecution() {
        return artifact.isInlineable()
                && modelPackage.runtime().executors().isEmpty()
                && modelPackage.batch().delayMax().isZero();
    }

    public LoadedArtifact artifact() {
        return artifact;
    }

    /// What the artifact holds, and the processes of its encoders.
    public MemoryUse memory() {
        MemoryUse engine = artifact.memory();
        return new MemoryUse(
                engine.weightBytes(),
                engine.arenaBytes(),
                engine.bufferBytes() + encoder.memoryBytes() + decoder.memoryBytes());
    }

    /// What each run feeds the artifact, in the order in which an execution takes it.
    List<TensorSpec> artifactInputs() {
        return inputs.all();
    }

    Pipeline encoder() {
        return encoder;
    }

    Pipeline decoder() {
        return decoder;
    }

    public ExecutionContextPool executions() {
        return executions;
    }

    /// The largest number of executors that drain its queue at the same time.
    int executors() {
        return executors;
    }

    AdaptiveBatchSizer batchTimes() {
        return batchTimes;
    }

    int rowsPerExecutionMax() {
        return rowsPerExecutionMax;
    }

    long timeoutNanos() {
        return modelPackage.limits().timeout().toNanos();
    }

    public ModelStatistics statistics() {
        return counters.snapshot(queues.rows(), lastInference());
    }

    private Optional<Instant> lastInference() {
        OptionalLong last = counters.lastInferenceNanos();
        return last.isEmpty()
                ? Optional.empty()
                : Optional.of(clock.instant().minusNanos(nanoTime() - last.getAsLong()));
    }

    /// A lease, unless the instance is retired.
    public Optional<Lease> tryLease() {
        return tryLease(0);
    }

    /// The same for a request that has waited for so long already.
    public Optional<Lease> tryLease(long waitedNanos) {
        return leases.tryAdd()
                ? Optional.of(new InstanceLease(this, waitedNanos))
                : Optional.empty();
    }

    /// A lease beside one that is held, and which therefore cannot come too late.
    Lease forkLease() {
        leases.addBeside();
        return new InstanceLease(this);
    }

    /// Ends one lease.
    void release() {
        leases.remove();
    }

    /// The same at once and only if there are no leases.
    public boolean retireIfIdle() {
        return leases.retireIfNone();
    }

    /// When it answered last, or else was loaded, by the clock; the least recently used instance is
    /// evicted first.
    public long lastUsedMillis() {
        return Math.max(
                loadedMillis, lastInference().map(Instant::toEpochMilli).orElse(loadedMillis));
    }

    /// Gives no more leases. The future completes when the last one has ended, perhaps at once.
    public CompletableFuture<Void> retire() {
        return leases.retire();
    }

    /// Closes everything; only after the future of [#retire] has completed. Blocks until executors
    /// have let go.
    public void close() throws InterruptedException {
        queues.close();
        executions.closeAll();
        encoder.close();
        decoder.close();
        artifact.close();
    }

    /// What waits at this moment.
    public QueueStatus queueStatus() {
        return queues.status();
    }

    /// Gives up every request that has no answer yet.
    public void failAll(Problem reason) {
        if (sessions != null) {
            sessions.failWaiting(reason);
        }
        queues.failAll(reason);
    }

    /// Gives up every background request that has no answer yet.
    public void cutOffBackground(Problem reason) {
        queues.cutOffBackground(reason);
    }

    /// Gives up its background requests if no others hold it, so that it can leave for others.
    public void makeWay() {
        int held = queues.backgroundHeld();
        if (held > 0 && leases.held() == held) {
            queues.cutOffBackground(RejectionProblems.madeRoom(reference()));
        }
    }

    /// Sheds a request before it is read if during overload it would yield to newer ones.
    ///
    /// @return null if it is admitted
    @Nullable Problem refuseUnread(Supplier<String> requestId) {
        Problem problem = admissions.refuseUnread();
        if (problem != null) {
            counters.failed(problem, 0);
            listener.onRequestFailed(reference(), requestId.get(), problem);
        }
        return problem;
    }

    /// The time on the scale of the deadlines of requests.
    public long nanoTime() {
        return nanoClock.getAsLong();
    }

    RequestHandle submit(
            PredictionRequest request, PredictionCallback reply, @Nullable InlineExecutor inline) {
        return sessions == null
                ? submitNow(request, reply, inline)
                : sessions.submit(request, reply, inline);
    }

    /// Whether it keeps state between the requests of a session.
    boolean hasSessions() {
        return sessions != null;
    }

    /// Only if it [#hasSessions].
    InstanceSessions requireSessions() {
        return requireNonNull(sessions);
    }

    /// Submits a request that has all that the artifact takes.
    RequestHandle submitNow(
            PredictionRequest request, PredictionCallback reply, @Nullable InlineExecutor inline) {
        long now = nanoTime();
        int rows = rowsOf(request.inputs());
        InlineExecutor executing =
                inline != null && isInlineable(request.inputs(), rows, inline) ? inline : null;
        DispatchQueue queue = queues.queueFor(request, executing);
        var pending = new PendingRequest(request, reply, this, queue, inline, rows, now);
        Problem refusal = admissions.refuse(pending, now);
        if (refusal == null && !queue.offer(pending, queues.threadOf(queue, executing))) {
            refusal = admissions.queueFull(pending);
        }
        if (refusal != null) {
            try {
                pending.fail(refusal);
            } finally {
                discard(pending);
            }
        }
        return pending;
    }

    /// Fails a request that is not admitted, and counts it.
    RequestHandle refuse(PredictionRequest request, PredictionCallback reply, Problem problem) {
        DispatchQueue queue = queues.queueFor(request, null);
        var pending = new PendingRequest(request, reply, this, queue, null, 1, nanoTime());
        try {
            pending.fail(problem);
        } finally {
            discard(pending);
        }
        return pending;
    }

    private boolean variesInSize(Field input) {
        return input.type().isVariable()
                || signature().recordShape(input).list().stream()
                        .anyMatch(Dimension.Dynamic.class::isInstance);
    }

    /// Whether so many rows take so little time that others on the caller's thread do not notice;
    /// not before one was measured.
    private boolean isInlineable(NamedTensors sent, int rows, InlineExecutor inline) {
        if (variesInSize
                && sent.byteCount() > INLINE_BYTES_MAX + (long) rows * INLINE_BYTES_OF_ROW_MAX) {
            return false;
        }
        long nanosPerRow = counters.nanosPerRow();
        if (!queues.hasInlineExecutors() || nanosPerRow == 0) {
            return false;
        }
        long nanos = rows * nanosPerRow;
        return nanos <= INLINE_NANOS_MAX
                && nanos + queues.rows(inline) * nanosPerRow <= INLINE_TURN_NANOS_MAX;
    }

    int rowsOf(NamedTensors inputs) {
        return signature().isBatched() && inputs.count() > 0 ? inputs.tensor(0).rows() : 1;
    }

    /// Rejects a request that was shed for newer ones.
    void shed(PendingRequest pending) {
        try {
            pending.fail(admissions.shed(pending));
        } finally {
            discard(pending);
        }
    }

    Problem expired(PendingRequest pending) {
        return admissions.expired(pending);
    }

    /// Takes a request that was given up out of the queue, if it is still there.
    void withdraw(PendingRequest pending) {
        if (pending.queue().remove(pending)) {
            discard(pending);
        }
    }

    /// Frees what an admitted request holds. Every submitted request comes here exactly once.
    void discard(PendingRequest pending) {
        try {
            pending.request().inputs().close();
        } finally {
            release();
        }
    }

    /// Background requests are counted by their senders.
    void answered(PendingRequest pending, Timings timings) {
        if (pending.isBackground()) {
            return;
        }
        counters.answered(timings);
        listener.onRequestCompleted(reference(), pending.request().id(), timings);
    }

    void failed(PendingRequest pending, Problem problem) {
        if (pending.isBackground()) {
            return;
        }
        counters.failed(problem, nanoTime() - pending.submittedNanos());
        listener.onRequestFailed(reference(), pending.request().id(), problem);
    }

    /// An executor was busy with these rows for so long, all stages together, and all of them were
    /// executed.
    ///
    /// @param endNanos when it was done, on the scale of [System#nanoTime()]
    /// @param processorNanos of which it had a processor, if [#learnsBatchTimes]
    void recordBatch(int rows, long nanos, long endNanos, long processorNanos) {
        counters.recordBatch(rows, nanos, endNanos);
        if (!queues.hasInlineExecutors()) {
            batchTimes.recordBatch(rows, nanos, processorNanos);
        }
    }

    boolean learnsBatchTimes() {
        return batchTimes.learns();
    }

    void executed(int rows, long nanos) {
        counters.executed(rows, nanos);
        listener.onBatchExecuted(reference(), rows, nanos);
    }
}
