/// Vectorised predictions: columns become tensors, without a record for each row.
///
/// Start reading at [dev.berth.scoring.tensor.TensorMapper]. Deliberately absent: rows at fault,
/// which only the records of a batch tell apart.
@NullMarked
package dev.berth.scoring.tensor;

import org.jspecify.annotations.NullMarked;
