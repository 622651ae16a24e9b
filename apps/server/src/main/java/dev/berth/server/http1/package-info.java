/// HTTP/1.1 as far as requests need it: those that came whole, taken before Vert.x makes requests
/// of its own of them.
///
/// Start reading at [dev.berth.server.http1.Http1FastPath]; what a request's front sees of it is a
/// [dev.berth.server.http1.FullHttp1Request]. Deliberately absent: reading and checking lines and
/// headers, which is Netty's where they are unusual; connections, and requests that come in parts,
/// ask first or change the protocol, which are Vert.x's.
@NullMarked
package dev.berth.server.http1;

import org.jspecify.annotations.NullMarked;
