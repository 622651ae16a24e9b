/// Fast path of HTTP/2: frames of a connection, taken before Vert.x makes streams of them.
///
/// Start reading at [dev.berth.server.http2.Http2FastPath] (ADR 0041). It installs a
/// `Http2FastPathListener` for the frames of each connection; a request is a
/// [dev.berth.server.http2.RequestStream], which `Http2RequestDispatcher` passes to
/// `GrpcServerHandler` or `HttpServerHandler`. Deliberately absent: the connection, its settings
/// and windows (Netty and Vert.x); pushes and priorities.
@NullMarked
package dev.berth.server.http2;

import org.jspecify.annotations.NullMarked;
