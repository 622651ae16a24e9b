/// Tables in files: what a format can be, how DuckDB reads and writes it, and how the types of
/// columns are compared with those that are wanted.
///
/// Start with [dev.berth.core.feature.TableFormat] and [TableFormats]. `format` has the formats
/// that come with Berth, `duckdb` the database in the process, `arrow` and `iceberg` what DuckDB
/// reads of the two only with extensions from the network. `ColumnCheck` compares types,
/// `DeclaredColumns` casts, `TimeZoneSql` writes out a zone's offset changes. Deliberately absent:
/// tables of databases, and what rows mean.
@NullMarked
package dev.berth.tables;

import org.jspecify.annotations.NullMarked;
