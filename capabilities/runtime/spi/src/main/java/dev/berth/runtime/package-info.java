/// The runtime SPI: what Berth asks of an engine that executes artifacts.
///
/// An engine implements [dev.berth.runtime.ModelRuntime] and is found by `java.util.ServiceLoader`.
/// It must pass the contract suite in the testkit. Deliberately absent: batching, queues, encoders.
/// An engine takes tensors and gives tensors.
@NullMarked
package dev.berth.runtime;

import org.jspecify.annotations.NullMarked;
