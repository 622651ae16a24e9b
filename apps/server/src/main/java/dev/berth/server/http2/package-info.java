/// HTTP/2 as far as requests need it: the frames of a connection, taken before Vert.x makes streams
/// of its own of them.
///
/// Start reading at [dev.berth.server.http2.Http2FastPath]; what a request's front sees of it is a
/// [dev.berth.server.http2.RequestStream]. Deliberately absent: the connection itself, its settings
/// and windows, which are Netty's and Vert.x's; pushes and priorities, which nobody asks for.
@NullMarked
package dev.berth.server.http2;

import org.jspecify.annotations.NullMarked;
