/// The files of a system that describe scenarios: `scenarios/*.yaml`, with their units.
///
/// Start reading at [dev.berth.placement.part.ScenariosPart].
@NullMarked
package dev.berth.placement.part;

import org.jspecify.annotations.NullMarked;
