/// DuckDB in the process, through its C interface: SQL in, chunks of columns in and out, no Java
/// object per value.
///
/// Start with [Database]. `DuckApi` calls the library from the driver's jar, which `LibraryCache`
/// unpacks once for all processes; the JDBC driver is not used, as it unpacks 72 MB at every start
/// and has neither lists nor bytes in chunks. A `Session` executes SQL, `CancellableStatements` a
/// piece of work that can be cancelled; `ResultCursor` and `VectorReader` read values in place,
/// `TableWriter` writes them. `DuckDbErrorMapper` makes problems of failures.
@NullMarked
package dev.berth.tables.duckdb;

import org.jspecify.annotations.NullMarked;
