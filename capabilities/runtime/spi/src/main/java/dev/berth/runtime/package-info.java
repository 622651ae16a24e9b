/// Runtime SPI: the contract of an engine that executes artifacts.
///
/// An engine implements [dev.berth.runtime.ModelRuntime] and is found by `java.util.ServiceLoader`.
/// It must pass the contract suite in the testkit. A `StepRuntime` executes steps in a worker and
/// cannot be named by a package. Deliberately absent: batching, queues, encoders. An engine takes
/// tensors and returns tensors.
@NullMarked
package dev.berth.runtime;

import org.jspecify.annotations.NullMarked;
