package dev.berth.server.grpc;

import dev.berth.core.ProblemException;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import org.jspecify.annotations.Nullable;

/// The HTTP request of a call, whose bytes are looked at by [MessageFrames] before Vert.x has them.
/// The exception handler hears the [ProblemException] of broken frames, and nothing follows it.
final class FramedRequest extends HttpServerRequestWrapper {
    private final MessageFrames frames;
    private final MessageMemory memory;
    private @Nullable Handler<Throwable> failure;
    private boolean broken;

    FramedRequest(HttpServerRequest request, MessageFrames frames, MessageMemory memory) {
        super((HttpServerRequestInternal) request);
        this.frames = frames;
        this.memory = memory;
    }

    @Override
    public HttpServerRequest exceptionHandler(@Nullable Handler<Throwable> handler) {
        failure = handler;
        super.exceptionHandler(handler);
        return this;
    }

    @Override
    public HttpServerRequest handler(@Nullable Handler<Buffer> handler) {
        super.handler(
                handler == null
                        ? null
                        : bytes -> check(() -> frames.arrived(bytes), () -> handler.handle(bytes)));
        return this;
    }

    @Override
    public HttpServerRequest endHandler(@Nullable Handler<Void> handler) {
        super.endHandler(
                handler == null ? null : ended -> check(frames::ended, () -> handler.handle(null)));
        return this;
    }

    private void check(Runnable look, Runnable next) {
        // What comes after the call's end is dropped rather than gathered.
        if (broken || memory.isOver()) {
            return;
        }
        try {
            look.run();
        } catch (ProblemException problem) {
            broken = true;
            if (failure != null) {
                failure.handle(problem);
            }
            return;
        }
        next.run();
    }
}
