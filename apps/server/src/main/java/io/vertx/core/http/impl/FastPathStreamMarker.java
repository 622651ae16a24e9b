package io.vertx.core.http.impl;

import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.http.HttpFrame;
import io.vertx.core.http.StreamPriority;
import io.vertx.core.internal.ContextInternal;

/// Placeholder, in Vert.x, for all streams of an event loop's HTTP/2 connections that bypass
/// Vert.x. What Vert.x reports to it is ignored.
///
/// Where a connection breaks, Vert.x looks for its own stream in each that is open, and fails if
/// there is none: it would neither send the reason to the client nor keep the failure out of the
/// log. It offers no other way to give it one than from its own package; why, ADR 0041. Lives on
/// one event loop.
public final class FastPathStreamMarker extends VertxHttp2Stream<Http2ServerConnection> {
    /// @param connection any of the event loop's; it is kept
    public FastPathStreamMarker(Http2ServerConnection connection, ContextInternal loop) {
        super(connection, loop);
    }

    /// Makes a stream one that is taken.
    public void mark(Http2ServerConnection connection, Http2Stream stream) {
        stream.setProperty(connection.streamKey, this);
    }

    /// Makes a stream one that is taken if Vert.x has made none of its own of it.
    public void markAbandoned(Http2ServerConnection connection, Http2Stream stream) {
        if (stream.<Object>getProperty(connection.streamKey) == null) {
            mark(connection, stream);
        }
    }

    /// Leaves a stream to Vert.x after all.
    public void remove(Http2ServerConnection connection, Http2Stream stream) {
        stream.removeProperty(connection.streamKey);
    }

    @Override
    void onClose() {
        // Not reported, as is all of this.
    }

    @Override
    void onException(Throwable cause) {
        // As above.
    }

    @Override
    void onReset(long code) {
        // As above.
    }

    @Override
    void onPriorityChange(StreamPriority priority) {
        // As above.
    }

    @Override
    void onCustomFrame(HttpFrame frame) {
        // As above.
    }

    @Override
    void onWritabilityChanged() {
        // As above.
    }
}
