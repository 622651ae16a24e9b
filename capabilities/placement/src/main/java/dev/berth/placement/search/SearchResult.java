package dev.berth.placement.search;

import java.util.List;
import java.util.Optional;

/// Result of a search.
///
/// @param placement number of the option of each component; empty if nothing meets the requirements
/// @param placementCount placements in the space
/// @param nodes partial and full placements that were looked at
/// @param isProved whether all others were ruled out; otherwise the search ended at its limit
public record SearchResult(
        Optional<List<Integer>> placement, double placementCount, long nodes, boolean isProved) {
    public SearchResult {
        placement = placement.map(List::copyOf);
    }
}
