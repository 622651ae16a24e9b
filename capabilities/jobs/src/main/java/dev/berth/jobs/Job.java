package dev.berth.jobs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A job as it is now.
///
/// @param consumer that submitted it; empty for an anonymous caller
/// @param progress how far it is
/// @param records of it
/// @param blocks in which these are predicted
/// @param attempts leases that servers have had of it
/// @param versions of the model or endpoint that predicted blocks of it, in their order
/// @param problem why it failed, as JSON; empty if it did not
/// @param webhook state of its announcement; empty if none was requested
/// @param expires when it and its result will be gone; empty until it has ended
public record Job(
        JobId id,
        String consumer,
        JobTarget target,
        JobProgress progress,
        int records,
        int blocks,
        int attempts,
        List<String> versions,
        Optional<String> problem,
        Optional<String> webhook,
        Instant submitted,
        Optional<Instant> started,
        Optional<Instant> finished,
        Optional<Instant> expires) {
    public Job {
        versions = List.copyOf(versions);
    }

    public JobState state() {
        return progress.state();
    }
}
