/// Tables whose rows are scored: rows of a file, with their numbers, and values in the types of
/// their columns.
///
/// Start reading at [dev.berth.scoring.data.DataFile].
@NullMarked
package dev.berth.scoring.data;

import org.jspecify.annotations.NullMarked;
