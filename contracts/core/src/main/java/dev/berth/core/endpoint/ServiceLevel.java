package dev.berth.core.endpoint;

import java.time.Duration;
import java.util.Optional;

/// Service level objectives of an endpoint over a window of time (Beyer and others, *Site
/// Reliability Engineering*, 2016, chapter 4).
///
/// @param window over which the objectives hold
/// @param availability the share of records that are answered, in (0, 1); those that their callers
///   got wrong do not count
/// @param latency how many are answered how quickly
public record ServiceLevel(
        Duration window, Optional<Double> availability, Optional<Latency> latency) {

    /// As long as a month, whatever its name.
    public static final Duration WINDOW_DEFAULT = Duration.ofDays(30);

    public ServiceLevel {
        availability.ifPresent(ServiceLevel::requireShare);
    }

    /// Objective for the share of responses within a latency threshold.
    ///
    /// @param within the time from a record's admission to its answer
    /// @param share of the answered records, in (0, 1)
    public record Latency(Duration within, double share) {
        public Latency {
            requireShare(share);
        }
    }

    private static void requireShare(double share) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("share: " + share + " (expected: in (0, 1))");
        }
    }
}
