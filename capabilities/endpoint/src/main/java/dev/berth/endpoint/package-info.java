/// Endpoints: stable names for graphs of models, guards and expressions, compiled and executed for
/// each record.
///
/// Start at [Endpoints]. To a caller an endpoint is a `Lease` like a model's. Deliberately absent:
/// HTTP, gRPC, and the form of a record on the wire. ADR 0019 gives the reasons.
///
/// *Compilation.* After each change of the catalog (`ModelServer.whenChanged`),
/// `EndpointReconciler` compiles each endpoint after those that it calls. `EndpointCompiler`
/// returns a [CompiledEndpoint] or the mistakes. `FeatureStepInserter` adds a step before a model
/// that reads features; `FeatureCompiler` compiles it.
///
/// *Execution.* `RequestExecution` splits a request of several records and keeps a window of them
/// in flight (`ScatterGather`, ADR 0052). `RecordExecution` tries the steps and then the fallbacks
/// (ADR 0030), each as a [GraphExecution] with one slot per value: guards on the input, then every
/// step whose inputs are filled, then the outputs and their guards. The thread that filled the last
/// input starts a step (`StepExecution`). `ModelCall` takes a lease of its own, also while the
/// process stops. `FeatureReadExecution` reads at once from a fast store and on a virtual thread
/// from a slow one. The last thread to leave a finished run releases its memory.
///
/// *Traffic.* `TrafficSplitter` chooses the variant of a record before it runs, by the weights of
/// the file or of the journal (`ActiveTrafficWeights`, ADR 0025). `ShadowTrafficRunner` queues
/// shadow requests and sends them as background requests.
///
/// *Events.* `RecordExecutionFactory` begins the event of each record of a caller, if there are
/// listeners; `RecordExecution` publishes it (ADR 0064).
///
/// *Protection.* A `Bulkhead` bounds the records in flight, a `CircuitBreaker` stops calls to a
/// failing step, `ResponseCache` returns stored responses after the input guards passed. A cache
/// belongs to one compiled endpoint, which is replaced when a dependency changes
/// (`DependencyFingerprints`). Calls to other servers go through `Remotes`, which the process
/// supplies (ADR 0026). Lists of objects stay one tensor per field until a record is written (ADR
/// 0022).
@NullMarked
package dev.berth.endpoint;

import org.jspecify.annotations.NullMarked;
