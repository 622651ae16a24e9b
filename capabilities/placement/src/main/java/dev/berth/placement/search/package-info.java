/// Searches over placements: the best, the Pareto front, conflicts, break-evens.
///
/// Start reading at [dev.berth.placement.search.BranchAndBound].
@NullMarked
package dev.berth.placement.search;

import org.jspecify.annotations.NullMarked;
