package dev.berth.jobs;

import java.util.Locale;
import java.util.Optional;

/// The model or endpoint that predicts the records of a job.
///
/// @param version of a model; empty for the latest at each block, and for endpoints
public record JobTarget(Kind kind, String name, Optional<String> version) {
    /// Kind of a target.
    public enum Kind {
        MODEL,
        ENDPOINT;

        /// The word in the API and the database.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
