package dev.berth.server.http;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.server.inference.EventLoopContext;
import dev.berth.server.memory.EventLoopByteBudget;
import io.netty.buffer.Unpooled;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// An answer in parts that a publisher of a capability gives, one at a time: the next is requested
/// when the network has the one before, so a slow caller holds one part. Its methods as a
/// subscriber may be called on any thread; the rest lives on one event loop.
final class StreamedAnswer implements Flow.Subscriber<ByteBuffer> {
    private final EventLoopContext loop;
    private final HttpRequest request;
    private final End end;
    private Flow.@Nullable Subscription parts;
    private long sent;
    private boolean isOver;

    /// Receiver of the end of the answer, on the event loop.
    interface End {
        /// The answer has ended.
        ///
        /// @param failure what cut it off; null if it is complete
        void ended(int bytes, @Nullable Throwable failure);
    }

    /// @param request whose answer was begun
    StreamedAnswer(EventLoopContext loop, HttpRequest request, End end) {
        this.loop = loop;
        this.request = request;
        this.end = end;
    }

    /// Begins to take parts.
    void begin(Flow.Publisher<ByteBuffer> publisher) {
        request.onClose(this::hangUp);
        publisher.subscribe(this);
    }

    private void hangUp() {
        end(
                new ProblemException(
                        ProblemCode.CANCELLED,
                        "the caller closed the connection",
                        "continue with the event or row that came last"));
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        onLoop(
                () -> {
                    if (isOver) {
                        subscription.cancel();
                    } else {
                        parts = subscription;
                        subscription.request(1);
                    }
                });
    }

    @Override
    public void onNext(ByteBuffer part) {
        onLoop(() -> write(part));
    }

    private void write(ByteBuffer part) {
        if (isOver) {
            return;
        }
        int length = part.remaining();
        sent += length;
        EventLoopByteBudget bytes = loop.bytes();
        bytes.hold(length);
        request.write(
                BufferInternal.buffer(Unpooled.wrappedBuffer(part.duplicate())),
                () -> {
                    bytes.release(length);
                    Flow.Subscription more = parts;
                    if (!isOver && more != null) {
                        more.request(1);
                    }
                });
    }

    @Override
    public void onError(Throwable failure) {
        onLoop(
                () -> {
                    if (!isOver) {
                        request.abort();
                        end(failure);
                    }
                });
    }

    @Override
    public void onComplete() {
        onLoop(
                () -> {
                    if (!isOver) {
                        request.finish();
                        end(null);
                    }
                });
    }

    private void end(@Nullable Throwable failure) {
        if (isOver) {
            return;
        }
        isOver = true;
        Flow.Subscription ended = parts;
        if (failure != null && ended != null) {
            ended.cancel();
        }
        end.ended((int) Math.min(sent, Integer.MAX_VALUE), failure);
    }

    private void onLoop(Runnable step) {
        try {
            loop.later(step);
        } catch (RejectedExecutionException loopIsGone) {
            // With its connections: no caller waits for this.
        }
    }
}
