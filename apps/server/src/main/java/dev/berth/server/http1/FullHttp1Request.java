package dev.berth.server.http1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.vertx.core.http.HttpConnection;
import org.jspecify.annotations.Nullable;

/// One complete HTTP/1.1 request on the fast path; the next one of its connection is delivered only
/// after it. Lives on one event loop.
public final class FullHttp1Request {
    private final Http1FastPathDecoder requests;
    private final RequestHead head;
    private final ByteBuf body;
    private @Nullable Runnable onClose;
    private boolean over;
    private boolean gone;

    FullHttp1Request(Http1FastPathDecoder requests, RequestHead head, ByteBuf body) {
        this.requests = requests;
        this.head = head;
        this.body = body;
    }

    /// The request's method, `GET` or `POST`.
    public String method() {
        return head.isPost() ? "POST" : "GET";
    }

    /// The request's path, with the query if there is one; begins with a slash.
    public String path() {
        return head.target();
    }

    /// The first header of this name; null if there is none.
    ///
    /// @param name in lower case
    public @Nullable String header(CharSequence name) {
        return head.header(name);
    }

    /// All of the body, in memory that is the taker's.
    public ByteBuf body() {
        return body;
    }

    public HttpConnection connection() {
        return requests.connection();
    }

    /// Whether the connection was closed before the answer was written.
    public boolean isClosed() {
        return gone;
    }

    /// Does something when that happens.
    public void onClose(Runnable step) {
        onClose = step;
    }

    /// Responds; to a caller that is gone, nothing is written.
    ///
    /// @param answer with the content's length
    /// @param last whether the connection ends with this answer
    /// @return done when the network has the answer, or it cannot be sent
    /// @throws IllegalStateException if that was done
    public ChannelFuture answer(int status, ResponseHead answer, ByteBuf content, boolean last) {
        if (over) {
            throw new IllegalStateException("the request was answered");
        }
        ChannelFuture written = requests.answer(status, answer, content, last);
        over = true;
        return written;
    }

    /// Writes the head of an answer that comes in parts.
    ///
    /// @throws IllegalStateException if the request was answered
    public void begin(int status, ResponseHead answer) {
        if (over) {
            throw new IllegalStateException("the request was answered");
        }
        requests.begin(status, answer);
    }

    /// Writes a part of that answer.
    ///
    /// @return done when the network has it, or it cannot be sent
    public ChannelFuture write(ByteBuf part) {
        return requests.part(part);
    }

    /// Writes the last part of that answer; then the connection's next request is taken.
    ///
    /// @param last whether the connection ends with it
    public void finish(ByteBuf part, boolean last) {
        over = true;
        requests.finish(part, last);
    }

    /// Closes the connection without an answer, or without more of it.
    public void abort() {
        over = true;
        requests.abort();
    }

    /// The connection is closed, and the answer was not written.
    void gone() {
        gone = true;
        Runnable step = onClose;
        if (step != null) {
            step.run();
        }
    }
}
