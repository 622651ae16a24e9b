/// Placement planner: from a scenario to a plan that says where each component lives, what binds,
/// what it costs and what would change the answer.
///
/// Start reading at [dev.berth.placement.report.Planner]. The scenario is in `scenario`, its file
/// in `part`, what follows from a placement in `model`, the searches in `search`; `verification`
/// runs a plan and compares. Deliberately absent: pages.
@NullMarked
package dev.berth.placement;

import org.jspecify.annotations.NullMarked;
