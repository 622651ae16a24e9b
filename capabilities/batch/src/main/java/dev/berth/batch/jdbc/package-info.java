/// Rows of databases as sources of jobs.
///
/// Start reading at [dev.berth.batch.jdbc.JdbcSource].
@NullMarked
package dev.berth.batch.jdbc;

import org.jspecify.annotations.NullMarked;
