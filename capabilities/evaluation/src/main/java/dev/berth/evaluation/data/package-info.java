/// Data of evaluations: rows of a table file, with their numbers, and values in the types of their
/// columns.
///
/// Start reading at [dev.berth.evaluation.data.DataFile].
@NullMarked
package dev.berth.evaluation.data;

import org.jspecify.annotations.NullMarked;
