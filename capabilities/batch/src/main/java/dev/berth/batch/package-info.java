/// Batch jobs: a model or endpoint scores the rows of a table, and the output is byte for byte the
/// same whatever interrupts the job.
///
/// Start reading at [dev.berth.batch.BatchRun]. A job is divided into parts of as many rows;
/// `state` keeps the finished parts, `output` writes one, `report` tells what was done.
/// Deliberately absent: how a prediction is made.
@NullMarked
package dev.berth.batch;

import org.jspecify.annotations.NullMarked;
