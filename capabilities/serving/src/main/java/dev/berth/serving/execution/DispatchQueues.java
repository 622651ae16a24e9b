package dev.berth.serving.execution;

import dev.berth.core.Problem;
import dev.berth.core.system.ModelPackage;
import dev.berth.serving.execution.DispatchQueue.Kind;
import dev.berth.serving.queue.AdaptiveBatchSizer;
import dev.berth.serving.queue.OverloadDetector;
import dev.berth.serving.queue.RequestQueue;
import dev.berth.serving.request.InlineExecutor;
import dev.berth.serving.request.PredictionRequest;
import dev.berth.serving.thread.InferenceThreadPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The queues of one instance: one drained by the pool, one for each [InlineExecutor] if the model
/// is quick, and one for background requests. The latter takes as many rows again as the package
/// allows (`limits.max-queue-rows`) and does not count in the status.
final class DispatchQueues {
    /// Rows of a batch of background requests at most: a caller that comes meanwhile waits for one
    /// of them where the system cannot interrupt it, as on a device. Larger ones of a sentence
    /// model used a tenth more of the idle time, and callers noticed it (ADR 0028).
    private static final int BACKGROUND_BATCH_ROWS_MAX = 2;

    private final ModelInstance instance;
    private final InferenceThreadPool pool;
    private final DispatchQueue pooled;
    private final List<DispatchQueue> inlineExecutors = new ArrayList<>();
    private final DispatchQueue background;

    /// @param inlineExecutorCount 0 for a model that no inline executor runs
    DispatchQueues(ModelInstance instance, ServingContext context, int inlineExecutorCount) {
        this.instance = instance;
        this.pool = context.executionPool();
        var batchRun = new BatchExecutor(instance, new BatchConcatenator(context.tensorPool()));
        int rowsMax = instance.modelPackage().limits().queueRowsMax();
        var queue =
                queue(
                        instance.executors(),
                        OverloadDetector.forQueue(rowsMax),
                        context.nanoClock());
        this.pooled = dispatchQueue(queue, batchRun, Kind.POOLED, context);
        for (int i = 0; i < inlineExecutorCount; i++) {
            var ofInline = queue(1, OverloadDetector.disabled(), context.nanoClock());
            inlineExecutors.add(dispatchQueue(ofInline, batchRun, Kind.INLINE, context));
        }
        int backgroundRows = Math.min(BACKGROUND_BATCH_ROWS_MAX, instance.rowsPerExecutionMax());
        int backgroundExecutors = Math.min(instance.executors(), pool.background().threadCount());
        var ofBackground =
                new RequestQueue<PendingRequest>(
                        rowsMax,
                        backgroundRows,
                        backgroundExecutors,
                        0,
                        new AdaptiveBatchSizer(backgroundRows, backgroundExecutors),
                        OverloadDetector.disabled(),
                        context.nanoClock());
        this.background = dispatchQueue(ofBackground, batchRun, Kind.BACKGROUND, context);
    }

    private RequestQueue<PendingRequest> queue(
            int workers, OverloadDetector overload, LongSupplier nanoClock) {
        ModelPackage modelPackage = instance.modelPackage();
        return new RequestQueue<>(
                modelPackage.limits().queueRowsMax(),
                instance.rowsPerExecutionMax(),
                workers,
                modelPackage.batch().delayMax().toNanos(),
                instance.batchTimes(),
                overload,
                nanoClock);
    }

    private DispatchQueue dispatchQueue(
            RequestQueue<PendingRequest> queue,
            BatchExecutor batchRun,
            Kind kind,
            ServingContext context) {
        return new DispatchQueue(
                queue,
                batchRun,
                pool,
                kind,
                instance::shed,
                context.deadlines(),
                context.nanoClock());
    }

    boolean hasInlineExecutors() {
        return !inlineExecutors.isEmpty();
    }

    /// Where a request waits.
    ///
    /// @param inline of the calling thread, if that executes it
    DispatchQueue queueFor(PredictionRequest request, @Nullable InlineExecutor inline) {
        return switch (request.precedence()) {
            case FOREGROUND -> inline == null ? pooled : inlineExecutors.get(inline.index());
            case BACKGROUND -> background;
        };
    }

    /// The queue of foreground requests, unless an inline executor takes them.
    DispatchQueue pooled() {
        return pooled;
    }

    /// The threads that drain it.
    Executor threadOf(DispatchQueue dispatchQueue, @Nullable InlineExecutor inline) {
        if (dispatchQueue == background) {
            return pool.background();
        }
        return dispatchQueue == pooled || inline == null ? pool : inline.thread();
    }

    private Stream<DispatchQueue> foreground() {
        return Stream.concat(Stream.of(pooled), inlineExecutors.stream());
    }

    /// Rows that wait for an inline executor, held ones included.
    int rows(InlineExecutor inline) {
        return inlineExecutors.get(inline.index()).rowsWithHeld();
    }

    /// Foreground rows that wait.
    int rows() {
        int rows = pooled.rows();
        for (DispatchQueue dispatchQueue : inlineExecutors) {
            rows += dispatchQueue.rows();
        }
        return rows;
    }

    /// What waits at this moment, of the foreground.
    QueueStatus status() {
        long now = instance.nanoTime();
        int requests = 0;
        long oldestWait = 0;
        for (DispatchQueue dispatchQueue : foreground().toList()) {
            requests += dispatchQueue.requests();
            oldestWait = Math.max(oldestWait, now - dispatchQueue.oldestNanos().orElse(now));
        }
        return new QueueStatus(
                instance.reference(),
                requests,
                rows(),
                instance.modelPackage().limits().queueRowsMax(),
                oldestWait);
    }

    /// Background requests that wait or are worked on.
    int backgroundHeld() {
        return background.held();
    }

    /// Gives up every background request that has no answer yet.
    void cutOffBackground(Problem reason) {
        background.failAll(reason);
    }

    /// Gives up every request that has no answer yet.
    void failAll(Problem reason) {
        foreground().forEach(dispatchQueue -> dispatchQueue.failAll(reason));
        background.failAll(reason);
    }

    void close() {
        foreground().forEach(DispatchQueue::close);
        background.close();
    }
}
