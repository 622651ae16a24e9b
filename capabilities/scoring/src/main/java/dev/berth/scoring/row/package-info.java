/// Rows: what is read of a table, what is predicted of it, and why one cannot be used.
///
/// Start reading at [dev.berth.scoring.row.DataRow].
@NullMarked
package dev.berth.scoring.row;

import org.jspecify.annotations.NullMarked;
