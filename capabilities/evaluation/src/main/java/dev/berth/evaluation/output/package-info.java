/// Labels of rows and outputs of predictions, read with the types that a task needs.
///
/// Start reading at [dev.berth.evaluation.output.NumberOutput]. What cannot be a label or an output
/// is a problem of the evaluation if the signature shows it, and of the row if only the value does.
@NullMarked
package dev.berth.evaluation.output;

import org.jspecify.annotations.NullMarked;
