/// Fast path of HTTP/1.1 for requests that arrive whole, decoded before Vert.x.
///
/// Start reading at [dev.berth.server.http1.Http1FastPath] (ADR 0045). `Http1FastPathDecoder`
/// replaces the decoder of each connection. It makes a [dev.berth.server.http1.FullHttp1Request] of
/// the bytes and leaves all others to Netty and Vert.x; `HeadRules` checks what Netty decoded.
/// Connections that are ready are decoded one after the other, and their responses are sent
/// together. A short response's head and content are written as one buffer, past Netty's encoder,
/// which makes two; `Http1Guard` does the same for responses of Vert.x.
///
/// Vert.x drops pieces of queued bodies when their connection closes. `Http1Guard` puts these on
/// the heap, so that a client cannot leak network memory. The next request of a client that does
/// not take its responses waits until it has (ADR 0044).
///
/// Deliberately absent: unusual lines and headers, which Netty parses; connections, partial
/// requests, `Expect` and protocol changes, which Vert.x handles.
@NullMarked
package dev.berth.server.http1;

import org.jspecify.annotations.NullMarked;
