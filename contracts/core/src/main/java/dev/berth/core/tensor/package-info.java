/// Tensors: a shape, an element type and off-heap memory that is pooled and released exactly once.
///
/// Start reading at [dev.berth.core.tensor.Tensor]. Deliberately absent: arithmetic. Engines
/// compute; Berth only moves tensors, cuts them along their leading dimension and joins them again.
@NullMarked
package dev.berth.core.tensor;

import org.jspecify.annotations.NullMarked;
