package dev.berth.server.http;

import dev.berth.server.access.Knock;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import org.jspecify.annotations.Nullable;

/// What an [Exchange] needs of its version of HTTP: the request that came and the way back. Lives
/// on one event loop.
interface HttpRequest {
    /// Takes what comes behind the request's headers, on the event loop.
    interface Body {
        /// A part of the body, in a buffer that is the taker's.
        void arrived(Buffer chunk);

        /// The body is complete; the last that is told.
        void complete();

        /// The caller went away before the body was complete; the last that is told.
        void broken();
    }

    String method();

    default boolean isPost() {
        return method().equals("POST");
    }

    /// Without the query; empty if the request has none.
    String path();

    /// What is behind the question mark; null if there is none.
    @Nullable String query();

    /// The value of a parameter in the query; null if it is not there.
    @Nullable String parameter(String name);

    /// The first header of this name; null if there is none.
    @Nullable String header(CharSequence name);

    HttpConnection connection();

    /// What the request shows before it is let in.
    Knock knock();

    /// Whether all of the request has come.
    boolean isEnded();

    /// Lets the body wait in the network. Not for a request that has ended.
    void pause();

    /// Lets it come again. Not for a request that has ended.
    void resume();

    /// Begins to tell of the body, or tells of the rest of it to another; until then it is dropped.
    /// Not for a request that has ended.
    void hear(Body body);

    /// Tells a caller who asked first that the body may come.
    void expectBody();

    /// Whether the caller closed the connection or reset the stream.
    boolean isGone();

    /// Does something when the caller goes away before it is answered.
    void whenGone(Runnable step);

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

    /// Lets the caller see that there will be no answer, or no more of it.
    void breakOff();
}
