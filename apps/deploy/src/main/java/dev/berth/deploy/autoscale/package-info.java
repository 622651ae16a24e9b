/// Simulation of autoscalers by their published algorithms, over measured service times and a day's
/// load. Start with [ScalingSimulation]. Nothing here runs in a cluster: it compares targets.
@NullMarked
package dev.berth.deploy.autoscale;

import org.jspecify.annotations.NullMarked;
