/// DuckDB in the process, through its C interface: SQL in, chunks of columns in and out, no Java
/// object per value.
///
/// Start with [Database]. `DuckApi` calls the library from the driver's jar, which `LibraryCache`
/// unpacks once for all processes; the JDBC driver is not used, as it unpacks 72 MB at every start
/// and has neither lists nor bytes in chunks. A `Session` executes SQL; `ResultCursor` and
/// `VectorReader` read values in place, `TableWriter` writes them.
@NullMarked
package dev.berth.features.duckdb.engine;

import org.jspecify.annotations.NullMarked;
