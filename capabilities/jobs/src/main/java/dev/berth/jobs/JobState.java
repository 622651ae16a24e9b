package dev.berth.jobs;

import java.util.Locale;

/// State of a job.
public enum JobState {
    /// It waits for a server, perhaps after a failure.
    QUEUED,
    /// A server has its lease.
    RUNNING,
    /// Each record has a prediction or a problem of its own.
    SUCCEEDED,
    /// It ended before its last record.
    FAILED,
    /// Its consumer gave it up.
    CANCELLED,
    /// Its result is gone.
    EXPIRED;

    /// The word in the API and the database.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The state of a word.
    public static JobState of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }

    /// Whether it never changes again, but for [#EXPIRED].
    public boolean isFinished() {
        return switch (this) {
            case QUEUED, RUNNING -> false;
            case SUCCEEDED, FAILED, CANCELLED, EXPIRED -> true;
        };
    }
}
