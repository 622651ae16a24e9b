package dev.berth.features.statistics;

import dev.berth.core.feature.ViewReference;

/// What knows the statistics of a system's views. Thread-safe.
public interface StatisticsReader {
    /// What is kept of a view; reading it may block for the store.
    ///
    /// @throws dev.berth.core.ProblemException `feature-not-found` if there is no such view that is
    ///   stored
    StatisticsStore statistics(ViewReference view);
}
