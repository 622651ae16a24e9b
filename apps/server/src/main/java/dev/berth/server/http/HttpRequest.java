package dev.berth.server.http;

import dev.berth.core.SessionPosition;
import dev.berth.server.auth.AccessRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The version-specific side of an [HttpServerExchange]: the request that came and the way back.
/// Lives on one event loop.
interface HttpRequest {
    /// Receiver of what comes after the request's headers, on the event loop.
    interface Body {
        /// A part of the body, in a buffer that is the taker's.
        void onData(Buffer chunk);

        /// The body is complete; the last notification.
        void complete();

        /// The caller went away before the body was complete; the last notification.
        void broken();
    }

    /// The place in a session that the request has by where it came from; null for none, as most
    /// have. What the request itself says takes precedence.
    default @Nullable SessionPosition session() {
        return null;
    }

    /// Makes a WebSocket of the connection; null if that cannot be.
    default @Nullable Future<ServerWebSocket> upgrade() {
        return null;
    }

    String method();

    default boolean isPost() {
        return method().equals("POST");
    }

    /// The request target as it was sent: a path, and a query if there is one.
    String target();

    /// Without the query; empty if the request has none.
    default String path() {
        String target = target();
        int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question);
    }

    /// What is behind the question mark; null if there is none.
    default @Nullable String query() {
        String target = target();
        int question = target.indexOf('?');
        return question < 0 ? null : target.substring(question + 1);
    }

    /// The value of a parameter in the query; null if it is not there.
    default @Nullable String parameter(String name) {
        List<String> values = new QueryStringDecoder(target()).parameters().get(name);
        return values == null ? null : values.getFirst();
    }

    /// The first header of this name; null if there is none.
    @Nullable String header(CharSequence name);

    HttpConnection connection();

    /// The request's attributes for authorization.
    AccessRequest accessRequest();

    /// Whether the request does not say for which server it is, where it must.
    default boolean lacksHost() {
        return false;
    }

    /// Whether all of the request has come.
    boolean isEnded();

    /// Whether the whole body is here, so that it is delivered as soon as a handler is set.
    default boolean isWhole() {
        return false;
    }

    /// Pauses reading of the body. Not for a request that has ended.
    void pause();

    /// Resumes reading. Not for a request that has ended.
    void resume();

    /// Sets the receiver of the body, or of the rest of it; without one it is dropped. Not for a
    /// request that has ended.
    void setBody(Body body);

    /// Sends `100 Continue` if the caller expects it.
    void expectBody();

    /// Whether the caller closed the connection or reset the stream.
    boolean isClosed();

    /// Does something when the caller goes away before it is answered.
    void onClose(Runnable step);

    /// Sets a header of the answer; before that ends.
    ///
    /// @param name in lower case
    void answerHeader(CharSequence name, CharSequence value);

    /// Answers, once.
    ///
    /// @param lastOfConnection whether a connection that has one request at a time ends with it, so
    ///   that the caller's next request goes to another server
    /// @param whenTaken done when the network has the answer, or it cannot be sent
    void end(int status, Buffer body, boolean lastOfConnection, Runnable whenTaken);

    /// Begins an answer that comes in parts, in the place of [#end].
    ///
    /// @param lastOfConnection as of [#end]
    void begin(int status, boolean lastOfConnection);

    /// Writes a part of the answer that was begun.
    ///
    /// @param whenTaken done when the network has it, or it cannot be sent
    void write(Buffer part, Runnable whenTaken);

    /// Ends the answer that was begun.
    void finish();

    /// Aborts the response, visibly to the caller.
    void abort();
}
