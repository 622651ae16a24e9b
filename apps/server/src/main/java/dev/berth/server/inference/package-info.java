/// The part of a prediction that HTTP and gRPC share: find the model, send the request, bring the
/// answer back to the event loop.
@NullMarked
package dev.berth.server.inference;

import org.jspecify.annotations.NullMarked;
