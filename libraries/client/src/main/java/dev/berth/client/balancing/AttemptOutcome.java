package dev.berth.client.balancing;

/// What an attempt tells about its server.
public enum AttemptOutcome {
    /// It answered, perhaps with a refusal that is the caller's affair.
    ANSWERED,
    /// It answers, and has no room for this call at the moment.
    BUSY,
    /// It could not be reached, did not answer, or what it answered could not be read.
    FAILED,
    /// No caller waited for the answer any more.
    ABANDONED
}
