/// What follows from a placement: load, memory, bytes, cost, energy and sampled latency.
///
/// Start reading at [dev.berth.placement.model.PlacementModel] and
/// [dev.berth.placement.model.PlacementState]. Deliberately absent: which placement is best.
@NullMarked
package dev.berth.placement.model;

import org.jspecify.annotations.NullMarked;
