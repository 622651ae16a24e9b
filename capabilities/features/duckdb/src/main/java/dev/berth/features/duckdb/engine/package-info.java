/// DuckDB in the process, through its C interface: SQL goes in, chunks of columns come out and go
/// in without a Java object for each value.
///
/// Start with [Database]. The JDBC driver is not used but for the native library in its jar: it
/// unpacks 72 MB at every start, and has neither lists nor bytes in chunks.
@NullMarked
package dev.berth.features.duckdb.engine;

import org.jspecify.annotations.NullMarked;
