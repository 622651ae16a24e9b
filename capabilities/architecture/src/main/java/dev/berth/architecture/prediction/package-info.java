/// Predictions of the quality of a system from that of its components: latency, availability and
/// cost of what is called.
@NullMarked
package dev.berth.architecture.prediction;

import org.jspecify.annotations.NullMarked;
