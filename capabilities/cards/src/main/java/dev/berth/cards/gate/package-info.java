/// The release gate: whether a system meets the requirements that its files declare, with reports
/// for people and for continuous integration.
///
/// Start reading at [dev.berth.cards.gate.RequirementResult]; `dev.berth.cards.ReleaseGate` makes
/// them. What cannot be decided for lack of current data is not met.
@NullMarked
package dev.berth.cards.gate;

import org.jspecify.annotations.NullMarked;
