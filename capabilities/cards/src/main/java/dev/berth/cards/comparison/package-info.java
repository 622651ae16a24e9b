/// Document of a comparison of models and endpoints: which to use, and what the second best costs
/// and saves.
///
/// Start reading at [dev.berth.cards.comparison.ComparisonDocument].
@NullMarked
package dev.berth.cards.comparison;

import org.jspecify.annotations.NullMarked;
