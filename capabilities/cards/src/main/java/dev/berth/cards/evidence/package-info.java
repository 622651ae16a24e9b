/// What was measured of a system, as its files record it, and whether it still holds.
///
/// Start reading at [dev.berth.cards.evidence.Evidence]: reports of evaluations
/// (`evaluations/NAME.json`) and profiles of benchmarks (`evaluations/NAME.profile.json`), which
/// are committed beside the system.
@NullMarked
package dev.berth.cards.evidence;

import org.jspecify.annotations.NullMarked;
