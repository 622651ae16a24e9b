package dev.berth.server.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;

/// What one call needs of HTTP/2: the request that came and the way back. Lives on one event loop.
public interface CallStream {
    /// Takes what comes behind the request's headers, on the event loop. Each is told at most once,
    /// but for the bytes; nothing is told once the call has ended or is gone.
    interface Hearer {
        /// Bytes of the request have come.
        ///
        /// @param bytes the network's own, to be read or copied before this returns
        void arrived(ByteBuf bytes);

        /// No more bytes come.
        void allArrived();

        /// The caller has reset the call, or the connection is closed, before the call's end was
        /// written.
        void gone();
    }

    /// The request's path.
    String path();

    /// The request's headers, with those that begin with a colon.
    MultiMap headers();

    HttpConnection connection();

    /// Begins to tell what comes. Called while the request's headers are handled.
    void hear(Hearer hearer);

    /// Lets what comes wait; the network holds back what is more than the stream's window.
    void pause();

    /// Tells what has waited, unless called by a hearer that is just being told, which is told of
    /// it afterwards; then of what comes.
    void resume();

    /// Writes headers or trailers; to a caller who is gone, nothing.
    ///
    /// @param last whether the call ends with them
    /// @throws IllegalStateException if it has ended
    void write(Http2Headers headers, boolean last);

    /// Writes bytes of the answer.
    ///
    /// @return done when the network has them, or they cannot be sent
    /// @throws IllegalStateException if the call has ended
    ChannelFuture write(ByteBuf bytes);

    /// Ends the call at once, whatever of it was sent.
    ///
    /// @param code of RFC 9113, section 7
    void reset(long code);
}
