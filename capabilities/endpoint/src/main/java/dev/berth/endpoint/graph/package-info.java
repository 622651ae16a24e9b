/// The compiled form of a graph: guards, steps and outputs, each value in a slot.
///
/// Start at [CompiledGraph]. A `CircuitBreaker` stops calls to a failing step.
@NullMarked
package dev.berth.endpoint.graph;

import org.jspecify.annotations.NullMarked;
