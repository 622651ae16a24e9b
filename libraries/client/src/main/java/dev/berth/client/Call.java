package dev.berth.client;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import io.vertx.core.Context;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/// Call in flight.
public final class Call<T> {
    private final CompletableFuture<CallResult<T>> result;
    private final Runnable cancel;

    Call(CompletableFuture<CallResult<T>> result, Runnable cancel) {
        this.result = result;
        this.cancel = cancel;
    }

    static <T> Call<T> failed(ProblemException failure) {
        return new Call<>(CompletableFuture.failedFuture(failure), () -> {});
    }

    /// The future result or [ProblemException]. Dependent stages without an executor run on an
    /// event loop and must not block.
    public CompletionStage<CallResult<T>> stage() {
        return result.minimalCompletionStage();
    }

    /// Waits for the response. Intended for virtual threads, allowed on all but event loops.
    ///
    /// @throws ProblemException the server's problem, or the reason for the missing response
    /// @throws IllegalStateException on an event loop of Vert.x, which must not block
    public CallResult<T> answer() {
        if (Context.isOnEventLoopThread() && !result.isDone()) {
            throw new IllegalStateException(
                    "an event loop would wait for a call; use stage(), or a virtual thread");
        }
        try {
            return result.get();
        } catch (InterruptedException e) {
            cancel();
            Thread.currentThread().interrupt();
            throw new ProblemException(
                    ProblemCode.CANCELLED, "interrupted while waiting for an answer", "");
        } catch (ExecutionException e) {
            throw problem(Objects.requireNonNull(e.getCause()));
        }
    }

    private static RuntimeException problem(Throwable cause) {
        return switch (cause) {
            case CompletionException wrapped when wrapped.getCause() != null ->
                    problem(wrapped.getCause());
            // As thrown on another thread: its stack trace is not this one's.
            case ProblemException problem -> new ProblemException(problem.problem(), problem);
            case RuntimeException other -> other;
            default -> new IllegalStateException(cause);
        };
    }

    /// Waits for the value of the response, as [#answer()].
    public T value() {
        return answer().value();
    }

    /// Cancels the call and its attempts; it ends with the problem `cancelled`.
    public void cancel() {
        cancel.run();
    }

    <U> Call<U> map(Function<? super T, ? extends U> change) {
        return new Call<>(result.thenApply(answer -> answer.map(change)), cancel);
    }

    CompletableFuture<CallResult<T>> result() {
        return result;
    }

    Call<T> with(CompletableFuture<CallResult<T>> other) {
        return new Call<>(other, cancel);
    }
}
