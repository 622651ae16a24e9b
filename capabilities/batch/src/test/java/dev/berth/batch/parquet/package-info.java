@NullMarked
package dev.berth.batch.parquet;

import org.jspecify.annotations.NullMarked;
