/// Ranking and retrieval: the order in which a model puts the items of a query.
///
/// Start reading at [dev.berth.evaluation.ranking.RankedItems], the metrics of one query.
/// Deliberately absent: metrics of sessions and of diversity.
@NullMarked
package dev.berth.evaluation.ranking;

import org.jspecify.annotations.NullMarked;
