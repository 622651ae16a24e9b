/// Parquet files put together without decoding what is in them.
///
/// Start reading at [dev.berth.batch.parquet.ParquetJoin].
@NullMarked
package dev.berth.batch.parquet;

import org.jspecify.annotations.NullMarked;
