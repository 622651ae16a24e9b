package dev.berth.jobs.server;

import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A publisher of parts that are made one after the other when they are requested, on a virtual
/// thread of each subscription, which may wait. A slow subscriber holds one part; a cancelled one
/// ends the thread.
final class PulledParts implements Flow.Publisher<ByteBuffer> {
    private final Supplier<Source> sources;

    /// @param sources gives one for each subscription
    PulledParts(Supplier<Source> sources) {
        this.sources = sources;
    }

    /// Source of parts, used by one thread.
    interface Source extends AutoCloseable {
        /// The next part; may wait for it.
        ///
        /// @return null if there are no more
        @Nullable ByteBuffer next() throws InterruptedException;

        @Override
        default void close() {}
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        var requested = new Semaphore(0);
        var isCancelled = new AtomicBoolean();
        Thread thread =
                Thread.ofVirtual()
                        .name("berth-jobs-stream")
                        .unstarted(() -> publish(subscriber, requested, isCancelled));
        subscriber.onSubscribe(
                new Flow.Subscription() {
                    @Override
                    public void request(long count) {
                        requested.release((int) Math.min(count, Integer.MAX_VALUE / 2));
                    }

                    @Override
                    public void cancel() {
                        isCancelled.set(true);
                        thread.interrupt();
                    }
                });
        thread.start();
    }

    private void publish(
            Flow.Subscriber<? super ByteBuffer> subscriber,
            Semaphore requested,
            AtomicBoolean isCancelled) {
        try (Source source = sources.get()) {
            while (!isCancelled.get()) {
                requested.acquire();
                ByteBuffer part = source.next();
                if (part == null) {
                    subscriber.onComplete();
                    return;
                }
                subscriber.onNext(part);
            }
        } catch (InterruptedException cancelled) {
            // The subscriber wants no more.
        } catch (RuntimeException | Error e) {
            subscriber.onError(e);
        }
    }
}
