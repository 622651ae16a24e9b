package dev.berth.serving;

import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.signature.Signature;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.encoding.Pipeline;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.serving.RequestLine.Kind;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One version of one model in memory: its artifact, its pipelines, its queue.
///
/// Life: made by the `InstanceLoader`; gives leases until it is retired; is closed, and its native
/// memory given back, when the last lease is.
final class ModelInstance {
    /// A request that takes longer is not executed on a lane: the other connections of an event
    /// loop would wait for it. Handing it to another thread and back takes some 10 us.
    private static final long LANE_NANOS_MAX = 50_000;

    private final Described described;
    private final ModelPackage modelPackage;
    private final LoadedArtifact artifact;
    private final ArtifactInputs inputs;
    private final Pipeline encoder;
    private final Pipeline decoder;
    private final ServingListener listener;
    private final InstantSource clock;
    private final ExecutionPool pool;
    private final RequestLine pooled;
    private final List<RequestLine> lanes;
    private final Executions executions;
    private final Counters counters;
    private final BatchTimes batchTimes;
    private final int executors;
    private final long loadedMillis;
    private final LeaseCount leases = new LeaseCount();

    /// @param described what it was made of
    /// @param modelPackage the package as it is executed here
    ModelInstance(
            Described described,
            ModelPackage modelPackage,
            LoadedArtifact artifact,
            Pipeline encoder,
            Pipeline decoder,
            ServingSurroundings surroundings) {
        this.described = described;
        this.modelPackage = modelPackage;
        this.artifact = artifact;
        this.inputs = ArtifactInputs.of(artifact, encoder.outputs());
        this.encoder = encoder;
        this.decoder = decoder;
        this.listener = surroundings.listener();
        this.clock = surroundings.clock();
        this.pool = surroundings.executionPool();
        this.executors = Math.min(artifact.executors(), surroundings.executionThreads());
        this.batchTimes = new BatchTimes(batchMax(modelPackage), executors);
        this.executions = new Executions(artifact, inputs.optional(), () -> pool.busyCount() > 1);
        this.counters = new Counters(batchMax(modelPackage));
        this.loadedMillis = clock.millis();
        var batchRun = new BatchRun(this, new RowJoiner(surroundings.tensorPool()));
        this.pooled =
                new RequestLine(
                        queue(
                                executors,
                                Demand.excessiveBeyond(modelPackage.limits().queueRowsMax())),
                        batchRun,
                        pool,
                        Kind.POOLED,
                        this::shed,
                        surroundings.deadlines());
        this.lanes = new ArrayList<>();
        for (int i = 0; i < surroundings.lanes() && mayUseLanes(modelPackage, artifact); i++) {
            RequestQueue<Pending> queue = queue(1, Demand.neverExcessive());
            lanes.add(
                    new RequestLine(
                            queue,
                            batchRun,
                            pool,
                            Kind.LANE,
                            this::shed,
                            surroundings.deadlines()));
        }
    }

    private RequestQueue<Pending> queue(int workers, Demand demand) {
        return new RequestQueue<>(
                modelPackage.limits().queueRowsMax(),
                batchMax(modelPackage),
                workers,
                modelPackage.batch().delayMax().toNanos(),
                batchTimes,
                demand);
    }

    /// A package that says who executes or that its executors wait for more has its word.
    private static boolean mayUseLanes(ModelPackage modelPackage, LoadedArtifact artifact) {
        return artifact.isQuick()
                && modelPackage.runtime().executors().isEmpty()
                && modelPackage.batch().delayMax().isZero();
    }

    private static int batchMax(ModelPackage modelPackage) {
        return modelPackage.signature().isBatched() ? modelPackage.batch().sizeMax() : 1;
    }

    ModelReference reference() {
        return modelPackage.reference();
    }

    ModelPackage modelPackage() {
        return modelPackage;
    }

    Signature signature() {
        return modelPackage.signature();
    }

    String digest() {
        return described.digest().hex();
    }

    /// The package as it was described, which another load is to begin from.
    Described described() {
        return described;
    }

    /// Whether the threads that send requests execute them, where a process has lanes.
    boolean mayUseLanes() {
        return mayUseLanes(modelPackage, artifact);
    }

    LoadedArtifact artifact() {
        return artifact;
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

    Executions executions() {
        return executions;
    }

    int rowsPerExecutionMax() {
        return batchMax(modelPackage);
    }

    long timeoutNanos() {
        return modelPackage.limits().timeout().toNanos();
    }

    ModelStatistics statistics() {
        return counters.snapshot(queuedRows(), lastInference());
    }

    private Optional<Instant> lastInference() {
        OptionalLong last = counters.lastInferenceNanos();
        return last.isEmpty()
                ? Optional.empty()
                : Optional.of(clock.instant().minusNanos(System.nanoTime() - last.getAsLong()));
    }

    /// A lease, unless the instance is retired.
    Optional<Lease> tryLease() {
        return tryLease(0);
    }

    /// The same for a request that has waited for so long already.
    Optional<Lease> tryLease(long waitedNanos) {
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
    boolean retireIfIdle() {
        return leases.retireIfNone();
    }

    /// When it answered last, or else was loaded, as the clock tells; what was used least recently
    /// is evicted first.
    long lastUsedMillis() {
        return Math.max(
                loadedMillis, lastInference().map(Instant::toEpochMilli).orElse(loadedMillis));
    }

    /// Gives no more leases. The future completes when the last one has ended, perhaps at once.
    CompletableFuture<Void> retire() {
        return leases.retire();
    }

    /// Closes everything; only after the future of [#retire] has completed. Blocks until executors
    /// have let go.
    void close() throws InterruptedException {
        pooled.close();
        lanes.forEach(RequestLine::close);
        executions.closeAll();
        encoder.close();
        decoder.close();
        artifact.close();
    }

    private int queuedRows() {
        int rows = pooled.rows();
        for (RequestLine line : lanes) {
            rows += line.rows();
        }
        return rows;
    }

    /// What waits at this moment.
    QueueStatus queueStatus() {
        long now = System.nanoTime();
        int requests = 0;
        long oldestWait = 0;
        for (RequestLine line : Stream.concat(Stream.of(pooled), lanes.stream()).toList()) {
            requests += line.requests();
            oldestWait = Math.max(oldestWait, now - line.oldestNanos().orElse(now));
        }
        return new QueueStatus(
                reference(),
                requests,
                queuedRows(),
                modelPackage.limits().queueRowsMax(),
                oldestWait);
    }

    /// Gives up every request that has no answer yet.
    void cutOff(Problem reason) {
        pooled.cutOff(reason);
        lanes.forEach(line -> line.cutOff(reason));
    }

    Ticket submit(PredictionRequest request, Reply reply, @Nullable Lane lane) {
        long now = System.nanoTime();
        int rows = rowsOf(request.inputs());
        Pending pending;
        Executor thread;
        if (lane != null && isQuick(rows)) {
            pending = new Pending(request, reply, this, lanes.get(lane.index()), lane, rows, now);
            thread = lane.thread();
        } else {
            pending = new Pending(request, reply, this, pooled, lane, rows, now);
            thread = pool;
        }
        Problem refusal = findRefusal(pending, now);
        if (refusal == null && !pending.line().offer(pending, thread)) {
            refusal = queueFull(pending);
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

    /// Whether so many rows take so little time that others on the caller's thread do not notice;
    /// not before one was measured.
    private boolean isQuick(int rows) {
        long nanosPerRow = counters.nanosPerRow();
        return !lanes.isEmpty() && nanosPerRow > 0 && rows * nanosPerRow <= LANE_NANOS_MAX;
    }

    private int rowsOf(NamedTensors inputs) {
        return signature().isBatched() && inputs.count() > 0 ? inputs.tensor(0).rows() : 1;
    }

    private @Nullable Problem findRefusal(Pending pending, long now) {
        int rowsMax = modelPackage.limits().queueRowsMax();
        if (pending.rows() > rowsMax) {
            return Refusals.tooManyRows(reference(), pending.rows(), rowsMax);
        }
        if (pending.isExpired(now)) {
            return expired(pending);
        }
        Optional<Problem> unable = artifact.findRefusal();
        if (unable.isPresent()) {
            return unable.get();
        }
        // A request that cannot be answered in time is refused while its caller can still turn
        // elsewhere.
        long expectedWait = expectedWaitNanos(pending);
        long allowed = pending.request().deadlineNanos() - now;
        return expectedWait > allowed ? Refusals.behind(reference(), expectedWait, allowed) : null;
    }

    private Problem queueFull(Pending pending) {
        return Refusals.full(
                reference(),
                pending,
                modelPackage.limits().queueRowsMax(),
                expectedWaitNanos(pending));
    }

    /// Refuses a request that gave way to newer ones.
    private void shed(Pending pending) {
        long waited = System.nanoTime() - pending.submittedNanos();
        long normalAfter =
                (long) (pending.line().excessRows() * counters.nanosPerRow() / executors);
        try {
            pending.fail(Refusals.gaveWay(reference(), waited, normalAfter));
        } finally {
            discard(pending);
        }
    }

    private long expectedWaitNanos(Pending pending) {
        RequestLine line = pending.line();
        return line.rows() * counters.nanosPerRow() / (line == pooled ? executors : 1);
    }

    Problem expired(Pending pending) {
        return Refusals.expired(reference(), pending);
    }

    /// Takes a request that was given up out of the queue, if it is still there.
    void withdraw(Pending pending) {
        if (pending.line().remove(pending)) {
            discard(pending);
        }
    }

    /// Frees what an admitted request holds. Every submitted request comes here exactly once.
    void discard(Pending pending) {
        try {
            pending.request().inputs().close();
        } finally {
            release();
        }
    }

    void answered(Pending pending, Timings timings) {
        counters.answered(timings);
        listener.answered(reference(), pending.request().id(), timings);
    }

    void failed(Pending pending, Problem problem) {
        counters.failed(problem, System.nanoTime() - pending.submittedNanos());
        listener.failed(reference(), pending.request().id(), problem);
    }

    /// An executor was busy with these rows for so long, all stages together, and all of them were
    /// executed.
    ///
    /// @param processorNanos of which it had a processor, if [#learnsBatchTimes]
    /// @param wasSpread with more than its own processor, as only a lone run is
    void worked(int rows, long nanos, long processorNanos, boolean wasSpread) {
        counters.worked(rows, nanos);
        if (lanes.isEmpty() && !wasSpread) {
            batchTimes.worked(rows, nanos, processorNanos);
        }
    }

    boolean learnsBatchTimes() {
        return batchTimes.learns();
    }

    void executed(int rows, long nanos) {
        counters.executed(rows, nanos);
        listener.executed(reference(), rows, nanos);
    }
}
