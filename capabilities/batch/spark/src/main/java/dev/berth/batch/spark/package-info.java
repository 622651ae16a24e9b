/// Batch jobs on a Spark cluster: `spark-submit` runs the driver, executors score parts.
///
/// Start reading at [dev.berth.batch.spark.SparkBatch]. Deliberately absent: Berth itself, which
/// executors load from a folder, apart from the libraries of the cluster.
@NullMarked
package dev.berth.batch.spark;

import org.jspecify.annotations.NullMarked;
