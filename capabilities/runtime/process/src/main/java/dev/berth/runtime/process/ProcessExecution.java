package dev.berth.runtime.process;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.ExecutionContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Runs an artifact in its worker process. When that has ended, a run goes to the one that stands
/// in for it, over a new line.
final class ProcessExecution implements ExecutionContext {
    private static final Problem CANCELLED =
            Problem.of(
                    ProblemCode.CANCELLED,
                    "the run was ended before its time, as no caller waits for its result any more",
                    "wait for the answer, or allow more time");

    private final Supervisor supervisor;
    private final WorkerConnection.Wanted wanted;
    private final TensorPool pool;
    private final Optional<Duration> runMax;
    private final Runnable onClose;
    private @Nullable WorkerConnection connection;
    private boolean closed;
    private long runs;

    private boolean inFlight;

    /// Whether the run in progress was signalled to end.
    private boolean terminated;

    /// Of the run in progress, when it has one.
    private @Nullable WorkerConnection running;

    /// Of the run in progress, if its worker was signalled to end it.
    private @Nullable WatchdogTimer alarm;

    /// @param runMax after which a worker that has not answered is killed, if that is not known
    ///   otherwise
    /// @param onClose called once that this is used no more
    ProcessExecution(
            Supervisor supervisor,
            WorkerConnection.Wanted wanted,
            TensorPool pool,
            Optional<Duration> runMax,
            Runnable onClose) {
        this.supervisor = supervisor;
        this.wanted = wanted;
        this.pool = pool;
        this.runMax = runMax;
        this.onClose = onClose;
    }

    @Override
    public List<Tensor> run(List<Tensor> inputs) {
        if (closed) {
            throw new IllegalStateException("execution used after its close");
        }
        if (inputs.size() != wanted.inputs().size()) {
            throw new IllegalArgumentException(
                    inputs.size() + " inputs (expected: " + wanted.inputs().size() + ")");
        }
        long run = begin();
        try {
            WorkerConnection current = requireLine();
            proceed(current);
            return run(current, run, inputs);
        } finally {
            end();
        }
    }

    private List<Tensor> run(WorkerConnection current, long run, List<Tensor> inputs) {
        boolean usable = false;
        WatchdogTimer late =
                runMax.map(max -> current.worker().killAfter(max, "did not answer")).orElse(null);
        try {
            List<Tensor> outputs = current.run(run, inputs, pool);
            usable = true;
            return outputs;
        } catch (ProblemException e) {
            usable = true;
            throw e;
        } catch (IOException e) {
            throw current.worker().awaitDeath().ofRun().asException();
        } catch (FrameProtocolException e) {
            throw current.worker().broke(e).ofRun().asException();
        } finally {
            if (late != null) {
                late.close();
            }
            if (!usable) {
                dropLine();
            }
        }
    }

    private WorkerConnection requireLine() {
        Worker worker = supervisor.require();
        if (connection != null && connection.worker() != worker) {
            dropLine();
        }
        if (connection == null) {
            connection = openLine(worker);
        }
        return connection;
    }

    private WorkerConnection openLine(Worker worker) {
        try {
            return WorkerConnection.open(worker, wanted, supervisor.limits());
        } catch (IOException e) {
            throw worker.awaitDeath().ofRun().asException();
        } catch (FrameProtocolException e) {
            throw worker.broke(e).ofRun().asException();
        }
    }

    private void dropLine() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    private synchronized long begin() {
        inFlight = true;
        terminated = false;
        return ++runs;
    }

    /// The worker may be signalled to end the run from now on.
    private synchronized void proceed(WorkerConnection current) {
        if (terminated) {
            throw CANCELLED.asException();
        }
        running = current;
    }

    private synchronized void end() {
        inFlight = false;
        running = null;
        if (alarm != null) {
            alarm.close();
            alarm = null;
        }
    }

    /// Sends one cancellation to the worker, and kills it if it does not stop.
    @Override
    public synchronized void terminate() {
        WorkerConnection current = running;
        terminated = inFlight;
        if (current != null && alarm == null) {
            alarm = current.worker().killAfter(supervisor.limits().obeyMax(), "did not end a run");
            current.worker().terminate(current.number(), runs);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            dropLine();
            onClose.run();
        }
    }
}
