package dev.berth.serving.execution;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.tensor.Tensor;
import dev.berth.runtime.ExecutionContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// Cancellable execution of one batch. It is terminated when all its requests are cancelled or past
/// their deadline.
///
/// Its executor runs it; the caller that settles one of the requests calls [#terminateIfAbandoned].
final class CancellableExecution {
    private static final Problem UNWANTED =
            Problem.of(
                    ProblemCode.CANCELLED,
                    "no caller waits for the result any more",
                    "wait for the answer, or allow more time");

    /// Longer than a thread takes from here to its engine.
    private static final Executor LATER =
            CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);

    private final ExecutionContext execution;
    private final List<PendingRequest> requests;
    private boolean running;
    private boolean stopped;

    /// @param requests for which it runs, at least one; not changed any more
    CancellableExecution(ExecutionContext execution, List<PendingRequest> requests) {
        this.execution = execution;
        this.requests = requests;
    }

    /// Whether no caller waits for any of them.
    boolean isBackground() {
        return requests.getFirst().isBackground();
    }

    /// Runs the artifact once.
    ///
    /// @throws ProblemException as [ExecutionContext#run]; `cancelled` if no caller waits for the
    ///   outcome
    List<Tensor> run(List<Tensor> inputs) {
        begin();
        try {
            return execution.run(inputs);
        } finally {
            end();
        }
    }

    private synchronized void begin() {
        if (isUnwanted()) {
            stopped = true;
            throw UNWANTED.asException();
        }
        running = true;
    }

    private synchronized void end() {
        running = false;
    }

    /// One of its requests has been settled.
    synchronized void terminateIfAbandoned() {
        if (running && isUnwanted()) {
            stopped = true;
            execution.terminate();
            // An execution that had not quite begun ignores a termination, so it is repeated.
            LATER.execute(this::terminateIfAbandoned);
        }
    }

    /// Whether a run was ended early or not begun.
    synchronized boolean isStopped() {
        return stopped;
    }

    private boolean isUnwanted() {
        for (PendingRequest request : requests) {
            if (!request.isSettled()) {
                return false;
            }
        }
        return true;
    }
}
