package dev.berth.placement.search;

import java.util.List;

/// Placements that meet all requirements and that no other beats in cost, latency, energy, age and
/// quality together.
///
/// @param points the cheapest first
/// @param isExact whether the search ended before its limit
public record PlacementFront(List<Point> points, boolean isExact) {

    /// One placement.
    ///
    /// @param latency sum over latency requirements of the latency over its limit
    /// @param watts of one user's machines in a session
    /// @param quality mean over the components that have one
    public record Point(
            List<Integer> placement,
            double dollarsPerMonth,
            double latency,
            double watts,
            double staleSeconds,
            double quality) {
        public Point {
            placement = List.copyOf(placement);
        }

        /// Whether it is at least as good in everything.
        boolean covers(Point other) {
            return dollarsPerMonth <= other.dollarsPerMonth
                    && latency <= other.latency
                    && watts <= other.watts
                    && staleSeconds <= other.staleSeconds
                    && quality >= other.quality;
        }
    }

    public PlacementFront {
        points = List.copyOf(points);
    }
}
