/// The Open Inference Protocol v2 over HTTP: requests read straight into tensors, answers and the
/// protocol's other bodies written from small records.
///
/// Start reading at [dev.berth.protocol.oip.InferRequestReader]. Deliberately absent: routes and
/// status codes, which the server has.
@NullMarked
package dev.berth.protocol.oip;

import org.jspecify.annotations.NullMarked;
