package dev.berth.server.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;

/// The HTTP/2 stream of one request: what came and the way back. Lives on one event loop.
///
/// The request's headers can be read until the request is fully delivered and its response has
/// ended, and are empty from then on.
public interface RequestStream {
    /// Receiver of what comes after the request's headers, on the event loop. Each method is called
    /// at most once, but for the bytes.
    interface StreamListener {
        /// Bytes of the request have come. Not called once the response has ended.
        ///
        /// @param bytes the network's own, to be read or copied before this returns
        void onData(ByteBuf bytes);

        /// No more bytes come. Called even if the response has ended.
        void onEnd();

        /// The caller has reset the request, or the connection is closed, before both the request
        /// and its answer had come to their ends; the last notification.
        void onReset();
    }

    /// Whether it is a call of gRPC's, whatever the form of its messages.
    boolean isCall();

    /// The request's method.
    String method();

    /// The request's path, with the query if there is one; not empty while it can be read.
    String path();

    /// The request's headers, with those that begin with a colon.
    MultiMap headers();

    HttpConnection connection();

    /// Sets the receiver. Called while the request's headers are handled.
    void subscribe(StreamListener listener);

    /// Pauses delivery; flow control bounds what waits to the stream's window.
    void pause();

    /// Resumes delivery, with what has waited first; if called by a receiver during a delivery,
    /// after that.
    void resume();

    /// Writes headers or trailers; to a caller that is gone, nothing.
    ///
    /// @param last whether the answer ends with them
    /// @throws IllegalStateException if it has ended
    void write(Http2Headers headers, boolean last);

    /// Writes bytes of the answer.
    ///
    /// @param last whether the answer ends with them
    /// @return done when the network has them, or they cannot be sent
    /// @throws IllegalStateException if it has ended
    ChannelFuture write(ByteBuf bytes, boolean last);

    /// Writes all of an answer, as its three parts one after the other would, for less.
    ///
    /// @return done when the network has the bytes, or they cannot be sent
    /// @throws IllegalStateException if the answer has ended
    ChannelFuture writeWhole(Http2Headers head, ByteBuf bytes, Http2Headers trailers);

    /// Ends the answer at once, whatever of it was sent.
    ///
    /// @param code of RFC 9113, section 7
    void reset(long code);
}
