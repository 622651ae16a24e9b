/// The table formats that come with Berth: Parquet, CSV, lines of JSON, Arrow, Iceberg.
@NullMarked
package dev.berth.tables.format;

import org.jspecify.annotations.NullMarked;
