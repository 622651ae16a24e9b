package dev.berth.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/// A value that is computed early on a thread of its own.
final class AsyncInitializer<T> {
    private final CompletableFuture<T> made = new CompletableFuture<>();

    private AsyncInitializer() {}

    /// Begins at once.
    static <T> AsyncInitializer<T> of(String threadName, Supplier<T> maker) {
        var ahead = new AsyncInitializer<T>();
        Thread.ofPlatform().name(threadName).daemon().start(() -> ahead.make(maker));
        return ahead;
    }

    private void make(Supplier<T> maker) {
        try {
            made.complete(maker.get());
        } catch (RuntimeException | Error e) {
            made.completeExceptionally(e);
        }
    }

    /// Waits until it is made. Fails as its making did.
    T join() {
        try {
            return made.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw e;
            }
        }
    }
}
