/// Tests of batch jobs on a Spark cluster of processes.
@NullMarked
package dev.berth.batch.spark;

import org.jspecify.annotations.NullMarked;
