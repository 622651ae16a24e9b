/// The execution of compiled endpoints, record by record.
///
/// Start at [EndpointLease]. `RequestExecution` splits a request of several records and keeps a
/// window of them in flight (`ScatterGather`, ADR 0052). `RecordExecution` tries the steps and then
/// the fallbacks (ADR 0030), each as a [GraphExecution] with one slot per value: guards on the
/// input, then every step whose inputs are filled, then the outputs and their guards. The thread
/// that filled the last input starts a step (`StepExecution`). `ModelCall` takes a lease of its
/// own, also while the process stops. `FeatureReadExecution` reads at once from a fast store and on
/// a virtual thread from a slow one. The last thread to leave a finished run releases its memory.
///
/// *Traffic.* `TrafficSplitter` chooses the variant of a record before it runs.
/// `ShadowTrafficRunner` queues shadow requests and sends them as background requests.
///
/// *Events.* `RecordExecutionFactory` begins the event of each record of a caller, if there are
/// listeners; `RecordExecution` publishes it (ADR 0064).
///
/// *Protection.* A `Bulkhead` bounds the records in flight; `ResponseCache` returns stored
/// responses after the input guards passed. Calls to other servers go through `Remotes`, which the
/// process supplies (ADR 0026). Lists of objects stay one tensor per field until a record is
/// written (ADR 0022).
@NullMarked
package dev.berth.endpoint.execution;

import org.jspecify.annotations.NullMarked;
