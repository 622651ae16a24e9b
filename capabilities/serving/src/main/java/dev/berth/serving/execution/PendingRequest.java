package dev.berth.serving.execution;

import dev.berth.core.Problem;
import dev.berth.serving.queue.QueueEntry;
import dev.berth.serving.request.InlineExecutor;
import dev.berth.serving.request.Prediction;
import dev.berth.serving.request.PredictionCallback;
import dev.berth.serving.request.PredictionRequest;
import dev.berth.serving.request.RequestFlow;
import dev.berth.serving.request.RequestHandle;
import dev.berth.serving.request.Timings;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A request between its admission and its answer. Whichever settles it first, an executor or a
/// caller that gives up, decides the reply.
///
/// The executor that has it notes when each stage ended, in plain fields: settling hands them over,
/// and a caller that gives up may miss the last of them, which is all that is lost.
final class PendingRequest extends QueueEntry<PendingRequest> implements RequestHandle {
    private static final Logger LOG = LoggerFactory.getLogger(PendingRequest.class);

    private final PredictionRequest request;
    private final PredictionCallback reply;
    private final ModelInstance instance;
    private final DispatchQueue queue;
    private final @Nullable InlineExecutor inline;
    private final int rows;
    private final long submittedNanos;
    private final AtomicBoolean settled = new AtomicBoolean();
    private volatile @Nullable CancellableExecution execution;
    private long takenNanos = Timings.NOT_REACHED;
    private long encodedNanos = Timings.NOT_REACHED;
    private long executingNanos = Timings.NOT_REACHED;
    private long executedNanos = Timings.NOT_REACHED;
    private long decodingNanos = Timings.NOT_REACHED;
    private long decodedNanos = Timings.NOT_REACHED;
    private int batchRows;
    private int batchRequests;

    PendingRequest(
            PredictionRequest request,
            PredictionCallback reply,
            ModelInstance instance,
            DispatchQueue queue,
            @Nullable InlineExecutor inline,
            int rows,
            long submittedNanos) {
        this.request = request;
        this.reply = reply;
        this.instance = instance;
        this.queue = queue;
        this.inline = inline;
        this.rows = rows;
        this.submittedNanos = submittedNanos;
    }

    PredictionRequest request() {
        return request;
    }

    /// The same as one of a session; null if it is by itself.
    @Nullable SessionCall session() {
        return reply instanceof SessionCall call ? call : null;
    }

    /// Where it waits, or has waited.
    DispatchQueue queue() {
        return queue;
    }

    /// Whether no caller waits for it; it then leaves no trace in what is counted and estimated.
    boolean isBackground() {
        return request.isBackground();
    }

    @Override
    protected @Nullable RequestFlow flow() {
        return request.flow();
    }

    @Override
    protected int rows() {
        return rows;
    }

    @Override
    protected long submittedNanos() {
        return submittedNanos;
    }

    @Override
    protected long deadlineNanos() {
        return request.deadlineNanos();
    }

    @Override
    protected boolean hasSameCallerThread(PendingRequest other) {
        return inline != null && inline.equals(other.inline);
    }

    void taken(long nanos) {
        takenNanos = nanos;
    }

    void encoded(long nanos) {
        encodedNanos = nanos;
    }

    /// An execution of this many rows, of this many requests, began.
    void executing(
            CancellableExecution together, long nanos, int rowsTogether, int requestsTogether) {
        executingNanos = nanos;
        batchRows = rowsTogether;
        batchRequests = requestsTogether;
        execution = together;
    }

    void executed(long nanos) {
        executedNanos = nanos;
    }

    void decoding(long nanos) {
        decodingNanos = nanos;
    }

    void decoded(long nanos) {
        decodedNanos = nanos;
    }

    @Override
    public Timings timings() {
        return new Timings(
                submittedNanos,
                takenNanos,
                encodedNanos,
                executingNanos,
                executedNanos,
                decodingNanos,
                decodedNanos,
                rows,
                batchRows,
                batchRequests);
    }

    /// Whether an executor has begun with it.
    boolean isTaken() {
        return takenNanos != Timings.NOT_REACHED;
    }

    boolean isSettled() {
        return settled.get();
    }

    boolean isExpired(long nowNanos) {
        return request.deadlineNanos() - nowNanos < 0;
    }

    /// Whether anything is still to be done for it. Fails it if its deadline has passed.
    boolean isActive() {
        return isActive(instance.nanoTime());
    }

    /// The same at a known time.
    boolean isActive(long nowNanos) {
        if (!isSettled() && isExpired(nowNanos)) {
            fail(instance.expired(this));
        }
        return !isSettled();
    }

    void succeed(Prediction prediction) {
        if (settled.compareAndSet(false, true)) {
            try {
                instance.answered(this, prediction.timings());
                reply.succeed(prediction);
            } catch (RuntimeException | Error e) {
                replyFailed(e);
            }
        } else {
            prediction.close();
        }
    }

    void fail(Problem problem) {
        if (settled.compareAndSet(false, true)) {
            try {
                instance.failed(this, problem);
                reply.fail(problem);
            } catch (RuntimeException | Error e) {
                replyFailed(e);
            }
        }
    }

    /// The caller that settles a request has others in hand, which have no part in a reply that
    /// throws.
    private void replyFailed(Throwable failure) {
        LOG.error("the reply to request {} failed", request.id(), failure);
    }

    @Override
    public void cancel(Problem reason) {
        fail(reason);
        instance.withdraw(this);
        CancellableExecution together = execution;
        if (together != null) {
            together.terminateIfAbandoned();
        }
    }

    /// Gives it up as its deadline has passed.
    void expire() {
        cancel(instance.expired(this));
    }
}
