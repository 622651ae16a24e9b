/// Jobs: predictions of many records that outlive the request that submits them.
///
/// Start reading at [dev.berth.jobs.Job]. A job is a row of the state's database with its records
/// in blocks (`dev.berth.jobs.store`). A server leases it, predicts block after block and writes
/// each result once (`dev.berth.jobs.execution`), announces its end (`dev.berth.jobs.webhook`), and
/// answers what callers ask of it (`dev.berth.jobs.server`).
///
/// Idea: the lease has a number that grows with each holder (a fencing token). Every write names
/// it, so that a server that lost the lease changes nothing, and a block is done and checkpointed
/// in one transaction. So each result is written exactly once, whatever is killed.
///
/// Source of the pattern: M. Kleppmann, Designing Data-Intensive Applications, 2017, chapter 8
/// (Fencing tokens).
///
/// Deliberately absent: dependencies between jobs, schedules, and notification by the database: one
/// poll a second costs less than it saves.
@NullMarked
package dev.berth.jobs;

import org.jspecify.annotations.NullMarked;
