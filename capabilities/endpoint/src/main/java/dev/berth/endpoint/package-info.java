/// Endpoints: the stable names that clients call, with the models, guards and expressions behind
/// them.
///
/// Start at [Endpoints], which has those of a system. [EndpointCompiler] makes a [CompiledEndpoint]
/// of a description, and a [GraphExecution] carries it out for one record. Nothing here knows of
/// HTTP or gRPC; what a record looks like on the wire is the protocol's affair.
@NullMarked
package dev.berth.endpoint;

import org.jspecify.annotations.NullMarked;
