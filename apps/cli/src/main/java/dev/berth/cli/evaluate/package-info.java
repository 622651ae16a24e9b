/// Command `berth evaluate`: the quality of a model or endpoint on labelled data.
///
/// Start reading at [dev.berth.cli.evaluate.EvaluateCommand].
@NullMarked
package dev.berth.cli.evaluate;

import org.jspecify.annotations.NullMarked;
