package dev.berth.features.statistics;

import dev.berth.core.feature.ViewReference;

/// Reader of the statistics of a system's views. Thread-safe.
public interface StatisticsReader {
    /// Returns the stored statistics of a view; reading them may block for the store.
    ///
    /// @throws dev.berth.core.ProblemException `feature-not-found` if there is no such stored view
    StatisticsStore statistics(ViewReference view);
}
