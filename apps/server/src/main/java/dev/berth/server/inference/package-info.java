/// Common part of predictions over HTTP and gRPC: find the model, send the request, return the
/// response to the event loop.
///
/// Start reading at `Predictions`. `OffloadPolicy` decides which bodies and responses are too long
/// for an event loop and go to a worker thread.
@NullMarked
package dev.berth.server.inference;

import org.jspecify.annotations.NullMarked;
