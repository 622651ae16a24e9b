package dev.berth.core.system;

import java.time.Duration;
import java.util.List;

/// Settings of `berth.yaml` for jobs.
///
/// @param concurrency jobs that one server runs at the same time; 0 for a server that only takes
///   them
/// @param recordsMax records of one job
/// @param resultBytesMax bytes of the result of one job
/// @param storedBytesMax bytes of all jobs with their results
/// @param unfinishedMax jobs of one consumer that wait or run
/// @param keep how long a job is kept after its end
/// @param timeout from the submission of a job to its end, unless it says less
/// @param lease how long a server that does not renew it has a job
/// @param webhooks where the ends of jobs may be announced
public record JobSettings(
        int concurrency,
        int recordsMax,
        long resultBytesMax,
        long storedBytesMax,
        int unfinishedMax,
        Duration keep,
        Duration timeout,
        Duration lease,
        List<WebhookReceiver> webhooks) {
    /// Two jobs beside the requests of callers, whose priority is higher; a day to fetch a result;
    /// a lease that a pause of the collector or of the database does not lose.
    public static final JobSettings DEFAULT =
            new JobSettings(
                    2,
                    100_000,
                    256L << 20,
                    1L << 30,
                    1_000,
                    Duration.ofDays(1),
                    Duration.ofHours(6),
                    Duration.ofSeconds(30),
                    List.of());

    public JobSettings {
        webhooks = List.copyOf(webhooks);
    }

    /// Server that jobs may announce their ends to.
    ///
    /// @param origin scheme, host and port, such as `https://hooks.example.com`
    /// @param secretVariable the variable of the environment with the secret of its signatures
    public record WebhookReceiver(String origin, String secretVariable) {}
}
