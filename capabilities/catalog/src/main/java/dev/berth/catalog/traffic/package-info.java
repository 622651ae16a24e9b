/// Changes of traffic weights while an endpoint answers. The log of an endpoint in the
/// [dev.berth.state.StateStore] is both the state and its audit. Start at [TrafficWeightService].
@NullMarked
package dev.berth.catalog.traffic;

import org.jspecify.annotations.NullMarked;
