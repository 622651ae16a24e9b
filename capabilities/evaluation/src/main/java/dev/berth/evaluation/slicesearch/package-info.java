/// Search for slices on which a model is significantly worse than on the other rows.
///
/// Start reading at [dev.berth.evaluation.slicesearch.SliceSearch]. Deliberately absent: slices of
/// three columns or more, which would need more rows than most data sets have.
@NullMarked
package dev.berth.evaluation.slicesearch;

import org.jspecify.annotations.NullMarked;
