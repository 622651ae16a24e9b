package dev.berth.serving.request;

import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.record.RequestLimit;
import dev.berth.core.signature.Signature;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The right to send one request to the model as it is now, even if it changes meanwhile: to one
/// loaded version of a model, which stays in memory until then, or to what stands behind another
/// name. Either submitted or closed, exactly one of them.
public interface Lease extends AutoCloseable {

    /// What answers.
    ModelReference model();

    /// What the request must look like.
    Signature signature();

    /// How many records one request may have, all of its parts together.
    RequestLimit limit();

    /// How many records are executed at once at most, within which requests are joined; 1 if they
    /// never are.
    default int recordsPerExecutionMax() {
        return 1;
    }

    /// Whether the threads that send requests execute the model themselves, where a process has
    /// inline executors: it takes microseconds, and its package does not set executors.
    boolean supportsInlineExecution();

    /// Whether requests of a session leave a state for those after them.
    default boolean keepsState() {
        return false;
    }

    /// Nanoseconds that a request may still take when its caller names no deadline.
    long timeoutNanos();

    /// Refuses a request that was not read yet, if it would be refused whatever it says, and counts
    /// it as refused. The lease is unused after it.
    ///
    /// @param requestId evaluated only on rejection
    /// @param caller of the request
    /// @return null if it is admitted
    default @Nullable Problem refuseUnread(
            Supplier<String> requestId, TraceContextProvider caller) {
        return null;
    }

    /// Sends the request. Never blocks; a refusal comes through the reply as well, before this
    /// returns.
    ///
    /// @throws IllegalStateException if the lease was used before
    RequestHandle submit(PredictionRequest request, PredictionCallback reply);

    /// The same on the thread of an inline executor, where a quick model is executed; the reply to
    /// one that was admitted comes after this has returned, perhaps on that thread.
    ///
    /// @throws IllegalStateException if the lease was used before
    RequestHandle submit(
            PredictionRequest request, PredictionCallback reply, InlineExecutor inline);

    /// A further lease of the same, for a request that belongs to this one, so that both are
    /// answered alike. Only while this one is unused.
    Lease fork();

    /// Gives the lease back unused. Does nothing after [#submit].
    @Override
    void close();
}
