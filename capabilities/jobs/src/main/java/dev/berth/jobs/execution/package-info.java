/// Execution of jobs on one server: leases, blocks, retries.
///
/// Start reading at [dev.berth.jobs.execution.JobRunner].
@NullMarked
package dev.berth.jobs.execution;

import org.jspecify.annotations.NullMarked;
