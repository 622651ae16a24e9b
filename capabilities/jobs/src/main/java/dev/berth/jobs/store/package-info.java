/// Jobs in the database of the state: one row for each, and one for each block of its records.
///
/// Start reading at [dev.berth.jobs.store.JobStore] and [dev.berth.jobs.store.JobLeases].
@NullMarked
package dev.berth.jobs.store;

import org.jspecify.annotations.NullMarked;
