/// A day under simulated autoscalers: which target holds the p99.
@NullMarked
package dev.berth.benchmarks.autoscale;

import org.jspecify.annotations.NullMarked;
