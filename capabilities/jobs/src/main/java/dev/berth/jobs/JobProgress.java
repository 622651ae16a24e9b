package dev.berth.jobs;

/// Progress of a job.
///
/// @param blocksDone whose results are there: the first ones
/// @param done records of these
/// @param failed those of them that have a problem in the place of a prediction
public record JobProgress(JobState state, int blocksDone, int done, int failed) {}
