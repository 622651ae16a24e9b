/// Wire formats of calls: bodies, headers and errors of the typed API, of the Open Inference
/// Protocol over HTTP with binary tensors and over gRPC, and the connections that carry them.
///
/// An attempt is one [dev.berth.client.wire.WireRequest] in every protocol: gRPC's unary calls are
/// requests with a frame of five bytes. So `VertxTransport` serves all of them.
@NullMarked
package dev.berth.client.wire;

import org.jspecify.annotations.NullMarked;
