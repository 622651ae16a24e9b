/// Endpoints: stable names for graphs of models, guards and expressions, compiled and executed for
/// each record.
///
/// Start at [Endpoints]. To a caller an endpoint is a `Lease` like a model's. Deliberately absent:
/// HTTP, gRPC, and the form of a record on the wire. ADR 0019 gives the reasons.
///
/// After each change of the catalog (`ModelServer.whenChanged`), `EndpointReconciler` compiles each
/// endpoint after those that it calls. A compiled endpoint is replaced when a dependency changes
/// (`DependencyFingerprints`), and its cache with it. `ActiveTrafficWeights` applies the weights of
/// the state store in place of those of the file (ADR 0025).
@NullMarked
package dev.berth.endpoint;

import org.jspecify.annotations.NullMarked;
