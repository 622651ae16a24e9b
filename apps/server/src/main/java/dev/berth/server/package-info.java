/// The server process: one port for HTTP/1.1, HTTP/2 and gRPC over the serving capability.
@NullMarked
package dev.berth.server;

import org.jspecify.annotations.NullMarked;
