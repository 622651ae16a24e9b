/// How weights of variants are changed while an endpoint answers: a journal beside the system that
/// is both the state and its audit. Start at [TrafficWeightService].
@NullMarked
package dev.berth.catalog.traffic;

import org.jspecify.annotations.NullMarked;
